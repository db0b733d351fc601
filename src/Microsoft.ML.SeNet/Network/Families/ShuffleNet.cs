using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// ShuffleNet 1× with 3 groups (Zhang et al., https://arxiv.org/abs/1707.01083, table 1 and fig. 2), with squeeze and excitation at the end
/// of each unit's branch (the paper's SE-ShuffleNet, https://arxiv.org/abs/1709.01507, table 3).
/// </summary>
internal static class ShuffleNet
{
    private const int Groups = 3;

    private static readonly (int Channels, int Units)[] s_stages = [(240, 4), (480, 8), (960, 4)];

    internal static NetworkGraph Of(GraphRequest request)
    {
        var graph = new GraphBuilder(request);
        var maps = graph.Conv(graph.Input, "conv1", "bn1", 24, Extent.Square(3), Activation.ReLU, stride: 2);
        maps = graph.Pool(maps, "maxpool", new PoolingOperation(PoolingKind.Largest, Kernel: 3, Stride: 2, Padding: 1));
        for (var stage = 0; stage < s_stages.Length; stage++)
        {
            graph.Stage = stage;
            for (var i = 0; i < s_stages[stage].Units; i++)
                maps = Unit(graph, maps, $"stage{stage + 2}.{i}", s_stages[stage].Channels, halves: i == 0);
        }
        graph.AdaptivePool(maps, "global_pool");
        return graph.ToGraph();
    }

    /// <summary>A unit; one that halves the map has a mean beside the branch, whose channels join the branch's.</summary>
    private static GraphNode Unit(GraphBuilder graph, GraphNode input, string name, int channels, bool halves)
    {
        var (hidden, output) = (channels / 4, halves ? channels - input.Channels : channels);
        // So few channels come into the very first unit that its first convolution is not grouped.
        var groups = graph.Stage == 0 && halves ? 1 : Groups;
        var maps = graph.Conv(input, $"{name}.conv1", $"{name}.bn1", hidden, Extent.Square(1), Activation.ReLU, groups: groups);
        maps = graph.Shuffle(maps, $"{name}.shuffle", Groups);
        maps = graph.Conv(
            maps, $"{name}.conv2", $"{name}.bn2", hidden, Extent.Square(3), Activation.None, halves ? 2 : 1, groups: hidden);
        maps = graph.Conv(maps, $"{name}.conv3", $"{name}.bn3", output, Extent.Square(1), Activation.None, groups: Groups);
        maps = graph.Excite(maps, $"{name}.se");
        if (!halves)
            return graph.Sum(maps, input, name, new SumOperation(Activation: Activation.ReLU));
        var mean = graph.Pool(input, $"{name}.pool", new PoolingOperation(PoolingKind.Mean, Kernel: 3, Stride: 2, Padding: 1));
        return graph.Concatenate(name, Activation.ReLU, mean, maps);
    }
}
