using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// EfficientNet (Tan, Le, https://arxiv.org/abs/1905.11946, table 1; widths and depths as its authors' code scales them). Squeeze and
/// excitation stands in every block, its reduction ratio counts from the channels that come into the block. Names are timm's
/// <c>efficientnet_b*</c>.
/// </summary>
internal static class EfficientNet
{
    private const int Stem = 32;
    private const int Head = 1280;
    private const double DropRate = 0.2;

    // Expansion, kernel, stride of the first block, channels, blocks.
    private static readonly (int Expansion, int Kernel, int Stride, int Channels, int Blocks)[] s_stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    /// <summary>Makes the network of a size.</summary>
    /// <param name="request">What the user chooses.</param>
    /// <param name="width">What channels are multiplied by.</param>
    /// <param name="depth">What blocks are multiplied by.</param>
    /// <param name="dropout">How often a feature becomes zero before the head.</param>
    internal static NetworkGraph Of(GraphRequest request, double width, double depth, double dropout)
    {
        int Channels(int channels) => MobileBlocks.MakeDivisible(channels * width);
        int Blocks(int stage) => (int)Math.Ceiling(s_stages[stage].Blocks * depth);

        var graph = new GraphBuilder(request);
        var maps = graph.Conv(
            graph.Input, "conv_stem", "bn1", Channels(Stem), Extent.Square(3), Activation.SiLU, stride: 2,
            torchvision: TorchvisionName.Sequence("features.0"));
        var (number, all) = (0, Enumerable.Range(0, s_stages.Length).Sum(Blocks));
        for (var stage = 0; stage < s_stages.Length; stage++)
        {
            graph.Stage = stage;
            var row = s_stages[stage];
            for (var i = 0; i < Blocks(stage); i++, number++)
            {
                maps = MobileBlocks.Inverted(
                    graph, maps,
                    new($"blocks.{stage}.{i}", $"features.{stage + 1}.{i}.block", maps.Channels * row.Expansion, Channels(row.Channels),
                        row.Kernel, i == 0 ? row.Stride : 1, Activation.SiLU)
                    {
                        CountsInput = true, DropRate = DropRate * number / all,
                    });
            }
        }
        var last = graph.Conv(
            maps, "conv_head", "bn2", Channels(Head), Extent.Square(1), Activation.SiLU,
            torchvision: TorchvisionName.Sequence($"features.{s_stages.Length + 1}"));
        graph.AdaptivePool(last, "global_pool");
        return graph.ToGraph(dropout);
    }
}
