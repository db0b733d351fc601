using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// Inception-ResNet-v2 (Szegedy et al., https://arxiv.org/abs/1602.07261), with squeeze and excitation behind each module: at the end of a
/// residual branch, before it is scaled and added. Names are timm's <c>inception_resnet_v2</c>.
/// </summary>
internal static class InceptionResNet
{
    internal const double DropoutRate = 0.2;

    private static readonly PoolingOperation s_halving = new(PoolingKind.Largest, Kernel: 3, Stride: 2, Padding: 0);

    internal static NetworkGraph V2(GraphRequest request)
    {
        var graph = new GraphBuilder(request);
        var maps = Mixed5b(graph, Stem(graph));
        for (var i = 0; i < 10; i++)
            maps = Block35(graph, maps, $"repeat.{i}");
        maps = Mixed6a(graph, maps);
        for (var i = 0; i < 20; i++)
            maps = Block17(graph, maps, $"repeat_1.{i}");
        maps = Mixed7a(graph, maps);
        for (var i = 0; i < 9; i++)
            maps = Block8(graph, maps, $"repeat_2.{i}", scale: 0.2f, Activation.ReLU);
        maps = Block8(graph, maps, "block8", scale: 1, Activation.None);
        graph.AdaptivePool(Conv(graph, maps, "conv2d_7b", 1536), "global_pool");
        return graph.ToGraph(DropoutRate);
    }

    private static GraphNode Stem(GraphBuilder graph)
    {
        var maps = Halving(graph, graph.Input, "conv2d_1a", 32);
        maps = Unpadded(graph, maps, "conv2d_2a", 32);
        maps = graph.Pool(Conv(graph, maps, "conv2d_2b", 64, 3), "maxpool_3a", s_halving);
        maps = Unpadded(graph, Conv(graph, maps, "conv2d_3b", 80), "conv2d_4a", 192);
        return graph.Pool(maps, "maxpool_5a", s_halving);
    }

    private static GraphNode Mixed5b(GraphBuilder graph, GraphNode input)
    {
        const string Name = "mixed_5b";
        graph.Stage = 0;
        var three = Conv(graph, Conv(graph, input, $"{Name}.branch2.0", 64), $"{Name}.branch2.1", 96, 3);
        var mean = graph.Pool(
            input, $"{Name}.branch3.0", new PoolingOperation(PoolingKind.Mean, Kernel: 3, Stride: 1, Padding: 1) { CountsPadding = false });
        var joined = graph.Concatenate(
            Name, Activation.None,
            Conv(graph, input, $"{Name}.branch0", 96),
            Conv(graph, Conv(graph, input, $"{Name}.branch1.0", 48), $"{Name}.branch1.1", 64, 5),
            Conv(graph, three, $"{Name}.branch2.2", 96, 3),
            Conv(graph, mean, $"{Name}.branch3.1", 64));
        return graph.Excite(joined, $"{Name}.se");
    }

    private static GraphNode Block35(GraphBuilder graph, GraphNode input, string name)
    {
        var three = Conv(graph, Conv(graph, input, $"{name}.branch2.0", 32), $"{name}.branch2.1", 48, 3);
        return End(
            graph, input, name, scale: 0.17f, Activation.ReLU,
            Conv(graph, input, $"{name}.branch0", 32),
            Conv(graph, Conv(graph, input, $"{name}.branch1.0", 32), $"{name}.branch1.1", 32, 3),
            Conv(graph, three, $"{name}.branch2.2", 64, 3));
    }

    private static GraphNode Mixed6a(GraphBuilder graph, GraphNode input)
    {
        const string Name = "mixed_6a";
        graph.Stage = 1;
        var two = Conv(graph, Conv(graph, input, $"{Name}.branch1.0", 256), $"{Name}.branch1.1", 256, 3);
        var joined = graph.Concatenate(
            Name, Activation.None,
            Halving(graph, input, $"{Name}.branch0", 384), Halving(graph, two, $"{Name}.branch1.2", 384),
            graph.Pool(input, $"{Name}.branch2", s_halving));
        return graph.Excite(joined, $"{Name}.se");
    }

    private static GraphNode Block17(GraphBuilder graph, GraphNode input, string name)
    {
        var wide = Conv(graph, Conv(graph, input, $"{name}.branch1.0", 128), $"{name}.branch1.1", 160, new Extent(1, 7));
        return End(
            graph, input, name, scale: 0.1f, Activation.ReLU,
            Conv(graph, input, $"{name}.branch0", 192), Conv(graph, wide, $"{name}.branch1.2", 192, new Extent(7, 1)));
    }

    private static GraphNode Mixed7a(GraphBuilder graph, GraphNode input)
    {
        const string Name = "mixed_7a";
        graph.Stage = 2;
        var three = Conv(graph, Conv(graph, input, $"{Name}.branch2.0", 256), $"{Name}.branch2.1", 288, 3);
        var joined = graph.Concatenate(
            Name, Activation.None,
            Halving(graph, Conv(graph, input, $"{Name}.branch0.0", 256), $"{Name}.branch0.1", 384),
            Halving(graph, Conv(graph, input, $"{Name}.branch1.0", 256), $"{Name}.branch1.1", 288),
            Halving(graph, three, $"{Name}.branch2.2", 320),
            graph.Pool(input, $"{Name}.branch3", s_halving));
        return graph.Excite(joined, $"{Name}.se");
    }

    private static GraphNode Block8(GraphBuilder graph, GraphNode input, string name, float scale, Activation activation)
    {
        var wide = Conv(graph, Conv(graph, input, $"{name}.branch1.0", 192), $"{name}.branch1.1", 224, new Extent(1, 3));
        return End(
            graph, input, name, scale, activation,
            Conv(graph, input, $"{name}.branch0", 192), Conv(graph, wide, $"{name}.branch1.2", 256, new Extent(3, 1)));
    }

    /// <summary>activation(scale · s · conv(branches) + input).</summary>
    private static GraphNode End(
        GraphBuilder graph, GraphNode input, string name, float scale, Activation activation, params GraphNode[] branches)
    {
        var joined = graph.Concatenate($"{name}.branches", Activation.None, branches);
        var up = graph.BiasedConv(joined, $"{name}.conv2d", input.Channels, Extent.Square(1), Activation.None);
        return graph.Sum(graph.Excite(up, $"{name}.se"), input, name, new SumOperation(scale, activation));
    }

    private static GraphNode Conv(GraphBuilder graph, GraphNode from, string name, int to, int kernel = 1) =>
        Conv(graph, from, name, to, Extent.Square(kernel));

    private static GraphNode Conv(GraphBuilder graph, GraphNode from, string name, int to, Extent kernel) =>
        graph.Conv(from, $"{name}.conv", $"{name}.bn", to, kernel, Activation.ReLU);

    private static GraphNode Unpadded(GraphBuilder graph, GraphNode from, string name, int to, int stride = 1) =>
        graph.Conv(from, $"{name}.conv", $"{name}.bn", to, Extent.Square(3), Activation.ReLU, stride, padding: default(Extent));

    private static GraphNode Halving(GraphBuilder graph, GraphNode from, string name, int to) => Unpadded(graph, from, name, to, stride: 2);
}
