using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>
/// Our names of weights as timm writes them. They are the same but in a stem of three convolutions, which is one sequence there.
/// </summary>
internal static class TimmNames
{
    private static readonly Dictionary<string, string> s_deepStem = new()
    {
        ["conv1"] = "conv1.0",
        ["bn1"] = "conv1.1",
        ["conv2"] = "conv1.3",
        ["bn2"] = "conv1.4",
        ["conv3"] = "conv1.6",
        ["bn3"] = "bn1",
    };

    /// <summary>A network's state dictionary under timm's names.</summary>
    internal static IEnumerable<(string Name, Tensor Tensor)> State(SeResNet network) => State(network.Options, network.state_dict());

    /// <summary>A state dictionary of a network under timm's names.</summary>
    internal static IEnumerable<(string Name, Tensor Tensor)> State(NetworkOptions options, IReadOnlyDictionary<string, Tensor> state)
    {
        if (GraphNames(options) is { } names)
            return state.Select(item => (Renamed(item.Key, names), item.Value));
        var isDeep = IsDeep(options);
        return state.Select(item => (isDeep ? InDeepStem(item.Key) : item.Key, item.Value));
    }

    /// <summary>
    /// A file of such a network's weights as it is, or under our names where it has timm's; disposing of it is the caller's affair as
    /// before.
    /// </summary>
    internal static ITensorSource Ours(ITensorSource file, NetworkOptions options)
    {
        if (GraphNames(options) is { } names && !file.Tensors.ContainsKey($"{SeResNet.HeadName}.weight"))
        {
            var shapes = GraphShapes.Of(options);
            var theirs = shapes.Keys.Select(name => (Ours: name, Theirs: Renamed(name, names)))
                .Where(item => file.Tensors.ContainsKey(item.Theirs)).ToDictionary(item => item.Ours, item => item.Theirs);
            return new RenamedTensors(
                file, theirs, theirs.ToDictionary(item => item.Key, item => file.Tensors[item.Value].Shape));
        }
        return IsDeep(options) && file.Tensors.ContainsKey("conv1.0.weight") ? new RenamedTensors(file, new KeyNames(file)) : file;
    }

    /// <summary>Timm's names of our layers, where a network is a graph that timm has.</summary>
    private static IReadOnlyDictionary<string, string>? GraphNames(NetworkOptions options) =>
        GraphFlavor.Written(options) is { } flavor ? flavor.NamesOf(GraphRow.Of(options.Variant).Graph(options)) : null;

    private static string Renamed(string name, IReadOnlyDictionary<string, string> layers)
    {
        var dot = name.LastIndexOf('.');
        return $"{layers[name[..dot]]}{name[dot..]}";
    }

    private static bool IsDeep(NetworkOptions options) => VariantRow.Of(options.Variant) is ResidualRow { Stem: StemKind.Deep };

    private static string InDeepStem(string name)
    {
        var layer = name.Split('.')[0];
        return s_deepStem.TryGetValue(layer, out var theirs) ? theirs + name[layer.Length..] : name;
    }
}
