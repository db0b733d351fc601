using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// MobileNetV3 (Howard et al., https://arxiv.org/abs/1905.02244, tables 1 and 2). Squeeze and excitation stands in the blocks that the
/// tables name, its reduction ratio counts from the expanded channels. Names are timm's <c>mobilenetv3_*_100</c>.
/// </summary>
internal static class MobileNetV3
{
    internal const double DropoutRate = 0.2;

    private const int Stem = 16;
    private const bool Se = true, Plain = false;
    private const Activation Re = Activation.ReLU, Hs = Activation.HardSwish;

    // Kernel, expanded channels, output channels, squeeze and excitation, activation, stride; a list for each stage.
    private static readonly Row[][] s_large =
    [
        [new(3, 16, 16, Plain, Re, 1)],
        [new(3, 64, 24, Plain, Re, 2), new(3, 72, 24, Plain, Re, 1)],
        [new(5, 72, 40, Se, Re, 2), new(5, 120, 40, Se, Re, 1), new(5, 120, 40, Se, Re, 1)],
        [new(3, 240, 80, Plain, Hs, 2), new(3, 200, 80, Plain, Hs, 1), new(3, 184, 80, Plain, Hs, 1), new(3, 184, 80, Plain, Hs, 1)],
        [new(3, 480, 112, Se, Hs, 1), new(3, 672, 112, Se, Hs, 1)],
        [new(5, 672, 160, Se, Hs, 2), new(5, 960, 160, Se, Hs, 1), new(5, 960, 160, Se, Hs, 1)],
    ];

    private static readonly Row[][] s_small =
    [
        [new(3, 16, 16, Se, Re, 2)],
        [new(3, 72, 24, Plain, Re, 2), new(3, 88, 24, Plain, Re, 1)],
        [new(5, 96, 40, Se, Hs, 2), new(5, 240, 40, Se, Hs, 1), new(5, 240, 40, Se, Hs, 1)],
        [new(5, 120, 48, Se, Hs, 1), new(5, 144, 48, Se, Hs, 1)],
        [new(5, 288, 96, Se, Hs, 2), new(5, 576, 96, Se, Hs, 1), new(5, 576, 96, Se, Hs, 1)],
    ];

    internal static NetworkGraph Large(GraphRequest request) => Of(request, s_large, last: 960, features: 1280);

    internal static NetworkGraph Small(GraphRequest request) => Of(request, s_small, last: 576, features: 1024);

    private static NetworkGraph Of(GraphRequest request, Row[][] stages, int last, int features)
    {
        var graph = new GraphBuilder(request);
        var maps = graph.Conv(
            graph.Input, "conv_stem", "bn1", Stem, Extent.Square(3), Hs, stride: 2, torchvision: TorchvisionName.Sequence("features.0"));
        var number = 1; // of torchvision's blocks, which it counts through
        for (var stage = 0; stage < stages.Length; stage++)
        {
            graph.Stage = stage;
            for (var i = 0; i < stages[stage].Length; i++, number++)
                maps = MobileBlocks.Inverted(graph, maps, stages[stage][i].Block($"blocks.{stage}.{i}", $"features.{number}.block"));
        }
        graph.Stage = stages.Length;
        maps = graph.Conv(
            maps, $"blocks.{stages.Length}.0.conv", $"blocks.{stages.Length}.0.bn1", last, Extent.Square(1), Hs,
            torchvision: TorchvisionName.Sequence($"features.{number}"));
        graph.BiasedConv(
            graph.AdaptivePool(maps, "global_pool"), "conv_head", features, Extent.Square(1), Hs, torchvision: new("classifier.0"));
        return graph.ToGraph(DropoutRate);
    }

    private sealed record Row(int Kernel, int Expanded, int Output, bool Excites, Activation Activation, int Stride)
    {
        internal MobileBlock Block(string name, string torchvision) =>
            new(name, torchvision, Expanded, Output, Kernel, Stride, Activation) { Excites = Excites };
    }
}
