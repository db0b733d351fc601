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
        var isDeep = IsDeep(options);
        return state.Select(item => (isDeep ? InDeepStem(item.Key) : item.Key, item.Value));
    }

    /// <summary>
    /// A file of such a network's weights as it is, or under our names where it has timm's; disposing of it is the caller's affair as
    /// before.
    /// </summary>
    internal static ITensorSource Ours(ITensorSource file, NetworkOptions options) =>
        IsDeep(options) && file.Tensors.ContainsKey("conv1.0.weight") ? new RenamedTensors(file, new KeyNames(file)) : file;

    private static bool IsDeep(NetworkOptions options) => VariantRow.Of(options.Variant).Stem == StemKind.Deep;

    private static string InDeepStem(string name)
    {
        var layer = name.Split('.')[0];
        return s_deepStem.TryGetValue(layer, out var theirs) ? theirs + name[layer.Length..] : name;
    }
}
