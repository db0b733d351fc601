namespace Microsoft.ML.SeNet.Network.Graph;

/// <summary>
/// A network without its head, as data: what trains it, what compiles it, and what exports it read the same nodes. The last node gives the
/// features, (N, F, 1, 1).
/// </summary>
/// <param name="Nodes">In the order of computation; the first one is the input.</param>
/// <param name="HeadDropout">How often, in training, a feature becomes zero before the head.</param>
internal sealed record NetworkGraph(IReadOnlyList<GraphNode> Nodes, double HeadDropout)
{
    private const int LargestLeastSide = 512;

    private readonly Lazy<int> _leastSide = new(() =>
        Enumerable.Range(1, LargestLeastSide).First(side => GraphSizes.Fit(Nodes, new Extent(side, side))));

    /// <summary>F.</summary>
    internal int Features => Nodes[^1].Channels;

    /// <summary>The side of the smallest pictures of which something reaches the end.</summary>
    internal int LeastSide => _leastSide.Value;

    /// <summary>For each node those that no later one reads.</summary>
    internal IReadOnlyList<IReadOnlyList<GraphNode>> LastReads()
    {
        var seen = new HashSet<int> { Nodes.Count - 1 };
        var last = new IReadOnlyList<GraphNode>[Nodes.Count];
        for (var i = Nodes.Count - 1; i >= 0; i--)
            last[i] = [.. Nodes[i].Inputs.Where(input => seen.Add(input.Number))];
        return last;
    }
}
