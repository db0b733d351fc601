using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// Wide residual networks for pictures of about 32×32 (Zagoruyko, Komodakis, https://arxiv.org/abs/1605.07146, table 1): normalization and
/// ReLU before each convolution, squeeze and excitation at the end of each residual branch.
/// </summary>
internal static class WideResNet
{
    private const int Stem = 16;
    private const int Stages = 3;

    /// <param name="request">What the user chooses.</param>
    /// <param name="depth">6n + 4: layers with weights.</param>
    /// <param name="width">k: times the channels of a residual network for CIFAR.</param>
    internal static NetworkGraph Of(GraphRequest request, int depth, int width)
    {
        var graph = new GraphBuilder(request);
        var maps = graph.BareConv(graph.Input, "conv1", Stem, Extent.Square(3));
        for (var stage = 0; stage < Stages; stage++)
        {
            graph.Stage = stage;
            for (var i = 0; i < (depth - 4) / 6; i++)
                maps = Block(graph, maps, $"block{stage + 1}.layer.{i}", (Stem * width) << stage, stage > 0 && i == 0 ? 2 : 1);
        }
        graph.AdaptivePool(graph.Norm(maps, "bn1", Activation.ReLU), "global_pool");
        return graph.ToGraph();
    }

    private static GraphNode Block(GraphBuilder graph, GraphNode input, string name, int channels, int stride)
    {
        var before = graph.Norm(input, $"{name}.bn1", Activation.ReLU);
        var maps = graph.Conv(before, $"{name}.conv1", $"{name}.bn2", channels, Extent.Square(3), Activation.ReLU, stride);
        maps = graph.Excite(graph.BareConv(maps, $"{name}.conv2", channels, Extent.Square(3)), $"{name}.se");
        // Where the size changes, the shortcut begins behind the first ReLU too.
        var identity = input.Channels == channels
            ? input
            : graph.BareConv(before, $"{name}.convShortcut", channels, Extent.Square(1), stride);
        return graph.Sum(maps, identity, name);
    }
}
