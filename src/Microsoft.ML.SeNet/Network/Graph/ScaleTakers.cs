namespace Microsoft.ML.SeNet.Network.Graph;

/// <summary>
/// Which weights can take in a constant by which squeeze and excitation scales its maps: those of all convolutions behind it, or those that
/// make what it scales, where nothing else sees that and no activation between minds a factor.
/// </summary>
internal static class ScaleTakers
{
    /// <summary>The nodes whose weights do; null where there are none.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="excitation">Squeeze and excitation.</param>
    internal static IReadOnlyList<ScaleTaker>? Of(NetworkGraph graph, GraphNode excitation) =>
        Behind(graph, excitation) ?? Before(graph, excitation.Inputs[0]);

    private static IReadOnlyList<ScaleTaker>? Behind(NetworkGraph graph, GraphNode excitation)
    {
        var readers = Readers(graph, excitation);
        return readers.Count > 0 && readers.All(reader => reader.Operation is ConvolutionOperation)
            ? [.. readers.Select(reader => new ScaleTaker(reader, IsBehind: true))]
            : null;
    }

    private static IReadOnlyList<ScaleTaker>? Before(NetworkGraph graph, GraphNode made)
    {
        if (Readers(graph, made).Count != 1)
            return null;
        switch (made.Operation)
        {
            case ConvolutionOperation { Activation: Activation.None or Activation.ReLU }:
                return [new ScaleTaker(made, IsBehind: false)];
            case ShakeOperation or ConcatenationOperation { Activation: Activation.None or Activation.ReLU }:
                var parts = made.Inputs.Select(input => Before(graph, input)).ToList();
                return parts.Contains(null) ? null : [.. parts.SelectMany(part => part!)];
            default:
                return null;
        }
    }

    private static List<GraphNode> Readers(NetworkGraph graph, GraphNode node) =>
        [.. graph.Nodes.Where(reader => reader.Inputs.Any(input => input.Number == node.Number))];
}

/// <summary>A node that takes a constant in.</summary>
/// <param name="Node">A convolution.</param>
/// <param name="IsBehind">Whether it reads what is scaled, so that its kernel takes the constant; else what it puts out does.</param>
internal sealed record ScaleTaker(GraphNode Node, bool IsBehind);
