using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// Shake-Shake networks for pictures of about 32×32 (Gastaldi, https://arxiv.org/abs/1705.07485): 26 layers, two branches of one width in
/// each block, mixed at random in training; squeeze and excitation behind the mixture, before the addition.
/// </summary>
internal static class ShakeShake
{
    private const int Stem = 16;
    private const int Stages = 3;
    private const int Blocks = 4;

    /// <param name="request">What the user chooses.</param>
    /// <param name="width">Channels of the first stage; each further one has twice as many.</param>
    internal static NetworkGraph Of(GraphRequest request, int width)
    {
        var graph = new GraphBuilder(request);
        var maps = graph.Conv(graph.Input, "conv1", "bn1", Stem, Extent.Square(3), Activation.None);
        for (var stage = 0; stage < Stages; stage++)
        {
            graph.Stage = stage;
            for (var i = 0; i < Blocks; i++)
                maps = Block(graph, maps, $"layer{stage + 1}.{i}", width << stage, stage > 0 && i == 0 ? 2 : 1);
        }
        graph.AdaptivePool(graph.Activate(maps, "relu", Activation.ReLU), "global_pool");
        return graph.ToGraph();
    }

    private static GraphNode Block(GraphBuilder graph, GraphNode input, string name, int channels, int stride)
    {
        var before = graph.Activate(input, $"{name}.relu", Activation.ReLU);
        var mixed = graph.Shake(
            Branch(graph, before, $"{name}.branch1", channels, stride), Branch(graph, before, $"{name}.branch2", channels, stride), name);
        var identity = input.Channels == channels ? input : Shortcut(graph, before, $"{name}.shortcut", channels, stride);
        return graph.Sum(graph.Excite(mixed, $"{name}.se"), identity, name);
    }

    private static GraphNode Branch(GraphBuilder graph, GraphNode from, string name, int channels, int stride)
    {
        var maps = graph.Conv(from, $"{name}.conv1", $"{name}.bn1", channels, Extent.Square(3), Activation.ReLU, stride);
        return graph.Conv(maps, $"{name}.conv2", $"{name}.bn2", channels, Extent.Square(3), Activation.None);
    }

    /// <summary>Half of the channels see the map from the first row and column on, the other half from the second one on.</summary>
    private static GraphNode Shortcut(GraphBuilder graph, GraphNode from, string name, int channels, int stride)
    {
        var halves = new GraphNode[2];
        for (var i = 0; i < halves.Length; i++)
            halves[i] = graph.BareConv(
                graph.Sample(from, $"{name}.sample{i + 1}", offset: i, stride), $"{name}.conv{i + 1}", channels / 2, Extent.Square(1));
        return graph.Norm(graph.Concatenate(name, Activation.None, halves), $"{name}.bn");
    }
}
