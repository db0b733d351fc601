namespace Microsoft.ML.SeNet.Network.Graph;

/// <summary>Height and width of all maps of a network, for pictures of one size.</summary>
internal static class GraphSizes
{
    /// <summary>The size that goes out of each node.</summary>
    internal static IReadOnlyList<Extent> Of(NetworkGraph graph, Extent picture) => Of(graph.Nodes, picture);

    /// <summary>Whether something of the picture reaches the end.</summary>
    internal static bool Fit(IReadOnlyList<GraphNode> nodes, Extent picture) =>
        Of(nodes, picture).All(size => size is { Height: > 0, Width: > 0 });

    private static Extent[] Of(IReadOnlyList<GraphNode> nodes, Extent picture)
    {
        var sizes = new Extent[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
            sizes[i] = nodes[i].Inputs is [var first, ..] ? Out(nodes[i].Operation, sizes[first.Number]) : picture;
        return sizes;
    }

    private static Extent Out(Operation operation, Extent size) => operation switch
    {
        ConvolutionOperation convolution => convolution.OutputOf(size),
        PoolingOperation pooling => new(Pooled(size.Height, pooling), Pooled(size.Width, pooling)),
        AdaptivePoolingOperation pooling => size is { Height: > 0, Width: > 0 } ? Extent.Square(pooling.Side) : size,
        SamplingOperation sampling => new(Slid(size.Height, 1, sampling.Stride, 0), Slid(size.Width, 1, sampling.Stride, 0)),
        _ => size,
    };

    /// <summary>In how many places a window fits on a side.</summary>
    internal static int Slid(int side, int kernel, int stride, int padding) =>
        side < 1 || side + (2 * padding) < kernel ? 0 : ((side + (2 * padding) - kernel) / stride) + 1;

    private static int Pooled(int side, PoolingOperation pooling)
    {
        var (kernel, stride, padding) = (pooling.Kernel, pooling.Stride, pooling.Padding);
        if (pooling.BeginsEverywhere)
            return (side + stride - 1) / stride;
        if (side < 1 || !pooling.RoundsUp)
            return Slid(side, kernel, stride, padding);
        var windows = Math.Max(0, side + (2 * padding) - kernel + stride - 1) / stride + 1;
        return (windows - 1) * stride >= side + padding ? windows - 1 : windows; // none that begins behind the map
    }
}
