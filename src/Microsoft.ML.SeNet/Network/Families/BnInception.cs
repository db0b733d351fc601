using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// Inception with batch normalization (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167, appendix; sizes as in the Caffe model that is
/// shared), with squeeze and excitation behind each module (Hu et al., https://arxiv.org/abs/1709.01507, fig. 2). Names are those of
/// Cadene's <c>bninception</c>.
/// </summary>
internal static class BnInception
{
    private static readonly PoolingOperation s_halving =
        new(PoolingKind.Largest, Kernel: 3, Stride: 2, Padding: 0) { RoundsUp = true };

    // Beside convolutions, whose sizes it has of odd maps too.
    private static readonly PoolingOperation s_beside =
        new(PoolingKind.Largest, Kernel: 3, Stride: 2, Padding: 0) { BeginsEverywhere = true };

    // For each stage its modules: 1×1; 3×3 and before it; both 3×3 and before them; behind the pooling. Those without a 1×1 halve the map.
    private static readonly Module[][] s_stages =
    [
        [
            new("3a", 64, (64, 64), (64, 96), 32), new("3b", 64, (64, 96), (64, 96), 64), new("3c", 0, (128, 160), (64, 96), 0),
        ],
        [
            new("4a", 224, (64, 96), (96, 128), 128), new("4b", 192, (96, 128), (96, 128), 128),
            new("4c", 160, (128, 160), (128, 160), 128), new("4d", 96, (128, 192), (160, 192), 128),
            new("4e", 0, (128, 192), (192, 256), 0),
        ],
        [
            new("5a", 352, (192, 320), (160, 224), 128), new("5b", 352, (192, 320), (192, 224), 128) { Pooling = PoolingKind.Largest },
        ],
    ];

    internal static NetworkGraph Of(GraphRequest request)
    {
        var graph = new GraphBuilder(request);
        var maps = Conv(graph, graph.Input, "conv1_7x7_s2", 64, 7, 2);
        maps = graph.Pool(maps, "pool1_3x3_s2", s_halving);
        maps = Conv(graph, Conv(graph, maps, "conv2_3x3_reduce", 64, 1), "conv2_3x3", 192, 3);
        maps = graph.Pool(maps, "pool2_3x3_s2", s_halving);
        for (var stage = 0; stage < s_stages.Length; stage++)
        {
            graph.Stage = stage;
            foreach (var module in s_stages[stage])
                maps = graph.Excite(Inception(graph, maps, module), $"inception_{module.Name}_se");
        }
        graph.AdaptivePool(maps, "global_pool");
        return graph.ToGraph();
    }

    private static GraphNode Inception(GraphBuilder graph, GraphNode input, Module module)
    {
        var (name, stride) = ($"inception_{module.Name}", module.Halves ? 2 : 1);
        var one = Conv(graph, input, $"{name}_3x3_reduce", module.Single.Before, 1);
        one = Conv(graph, one, $"{name}_3x3", module.Single.To, 3, stride);
        var two = Conv(graph, input, $"{name}_double_3x3_reduce", module.Double.Before, 1);
        two = Conv(graph, two, $"{name}_double_3x3_1", module.Double.To, 3);
        two = Conv(graph, two, $"{name}_double_3x3_2", module.Double.To, 3, stride);
        if (module.Halves)
            return graph.Concatenate($"{name}_output", Activation.None, one, two, graph.Pool(input, $"{name}_pool", s_beside));
        var pooled = graph.Pool(
            input, $"{name}_pool", new PoolingOperation(module.Pooling, Kernel: 3, Stride: 1, Padding: 1));
        return graph.Concatenate(
            $"{name}_output", Activation.None,
            Conv(graph, input, $"{name}_1x1", module.OneByOne, 1), one, two,
            Conv(graph, pooled, $"{name}_pool_proj", module.Projection, 1));
    }

    private static GraphNode Conv(GraphBuilder graph, GraphNode from, string name, int to, int kernel, int stride = 1) =>
        graph.Conv(from, name, $"{name}_bn", to, Extent.Square(kernel), Activation.ReLU, stride, bias: true);

    private sealed record Module(string Name, int OneByOne, (int Before, int To) Single, (int Before, int To) Double, int Projection)
    {
        internal PoolingKind Pooling { get; init; } = PoolingKind.Mean;

        internal bool Halves => OneByOne == 0;
    }
}
