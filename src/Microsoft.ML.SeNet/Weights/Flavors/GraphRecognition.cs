using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>A foreign file that has the weights of a network that is a graph.</summary>
/// <param name="Network">Which network.</param>
/// <param name="Flavor">Whose names.</param>
/// <param name="Tensors">The weights under our names; a head that the file lacks is zero.</param>
/// <param name="HasHead">Whether the file has a head.</param>
internal sealed record GraphRecognition(NetworkOptions Network, SeNetFlavor Flavor, RenamedTensors Tensors, bool HasHead)
{
    /// <summary>Tells by all names and shapes; null where the file has no such network.</summary>
    /// <param name="file">An open file; stays the caller's.</param>
    /// <param name="given">What the user says; null where all libraries may be meant.</param>
    internal static GraphRecognition? Of(ITensorSource file, SeNetFlavor? given)
    {
        var theirs = KeyNames.WithoutPrefixes(file.Tensors.Keys);
        var candidates =
            from flavor in GraphFlavor.Table
            where given is null || given == flavor.Flavor
            from variant in flavor.Architectures.Keys
            from excitation in (SqueezeExcitationOptions?[])[VariantRow.Of(variant).SqueezeExcitation, null]
            select Of(file, theirs, flavor, new NetworkOptions
            {
                Variant = variant, SqueezeExcitation = excitation, BatchNormEpsilon = flavor.Epsilon, Classes = 1,
            });
        return candidates.FirstOrDefault(found => found is not null);
    }

    private static GraphRecognition? Of(
        ITensorSource file, IReadOnlyDictionary<string, string> theirs, GraphFlavor flavor, NetworkOptions options)
    {
        var names = flavor.NamesOf(GraphRow.Of(options.Variant).Graph(options));
        var first = GraphRow.Of(options.Variant).Graph(options).Nodes[1].Name;
        if (!theirs.TryGetValue($"{names[first]}.weight", out var stem) || file.Tensors[stem].Shape is not { Count: 4 } stemShape)
            return null;
        var hasHead = theirs.TryGetValue($"{flavor.Head}.weight", out var head);
        options = options with
        {
            InputChannels = Limited(stemShape[1]),
            Classes = hasHead && file.Tensors[head!].Shape is [var classes, ..] ? Limited(classes) : 1,
        };
        var expected = GraphShapes.Of(options);
        var ours = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, shape) in expected)
        {
            var dot = name.LastIndexOf('.');
            if (theirs.TryGetValue($"{names[name[..dot]]}{name[dot..]}", out var full) && Fits(file.Tensors[full].Shape, shape))
                ours.Add(name, full);
            else if (hasHead || dot != SeResNet.HeadName.Length || !name.StartsWith(SeResNet.HeadName, StringComparison.Ordinal))
                return null;
        }
        var counters = theirs.Keys.Count(name => name.EndsWith(RenamedTensors.Counter, StringComparison.Ordinal));
        return ours.Count + counters == theirs.Count
            ? new GraphRecognition(options, flavor.Flavor, new RenamedTensors(file, ours, expected), hasHead)
            : null;
    }

    /// <summary>Whether numbers of one shape may be those of another: fully connected layers are 1×1 convolutions here.</summary>
    private static bool Fits(IReadOnlyList<long> theirs, IReadOnlyList<long> ours) =>
        theirs.SequenceEqual(ours)
        || (theirs.Count == 2 && ours.Count == 4 && theirs[0] == ours[0] && theirs[1] == ours[1] * ours[2] * ours[3]);

    private static int Limited(long number) => (int)Math.Min(number, int.MaxValue);
}

/// <summary>The weights and statistics of networks that are graphs, by name; counters are left out.</summary>
internal static class GraphShapes
{
    internal static IReadOnlyDictionary<string, IReadOnlyList<long>> Of(NetworkOptions options)
    {
        using var network = new SeResNet(options, global::TorchSharp.torch.META); // takes no memory for numbers that the file may not have
        return network.state_dict().Where(item => !item.Key.EndsWith(RenamedTensors.Counter, StringComparison.Ordinal))
            .ToDictionary(item => item.Key, item => (IReadOnlyList<long>)item.Value.shape, StringComparer.Ordinal);
    }
}
