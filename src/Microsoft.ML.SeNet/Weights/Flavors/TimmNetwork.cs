using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>
/// Which of timm's networks (huggingface/pytorch-image-models, <c>timm.create_model</c>) computes the same as one of ours.
/// </summary>
internal static class TimmNetwork
{
    private static readonly Dictionary<SeResNetVariant, (string? Plain, string WithSe)> s_names = new()
    {
        [SeResNetVariant.SeResNet18] = ("resnet18", "seresnet18"),
        [SeResNetVariant.SeResNet34] = ("resnet34", "seresnet34"),
        [SeResNetVariant.SeResNet50] = ("resnet50", "seresnet50"),
        [SeResNetVariant.SeResNet101] = ("resnet101", "seresnet101"),
        [SeResNetVariant.SeResNet152] = ("resnet152", "seresnet152"),
        [SeResNetVariant.SeResNeXt50] = ("resnext50_32x4d", "seresnext50_32x4d"),
        [SeResNetVariant.SeResNeXt101] = ("resnext101_32x4d", "seresnext101_32x4d"),
        [SeResNetVariant.SeNet154] = (null, "senet154"),
    };

    private static readonly SqueezeExcitationOptions s_squeezeExcitation = new() { Rounding = SeRounding.MultipleOf8 };

    /// <summary>Its name; null where timm has none.</summary>
    internal static string? NameOf(NetworkOptions options)
    {
        var network = options.Canonical;
        if (VariantRow.Of(network.Variant) is GraphRow)
            return NameOfGraph(network);
        var defaults = new NetworkOptions
        {
            Variant = network.Variant,
            SqueezeExcitation = network.SqueezeExcitation,
            Classes = network.Classes,
            InputChannels = network.InputChannels,
            ZeroInitLastBatchNorm = network.ZeroInitLastBatchNorm,
        };
        return network == defaults && HasTimmsExcitations(network) && s_names.TryGetValue(network.Variant, out var names)
            ? network.SqueezeExcitation is null ? names.Plain : names.WithSe
            : null;
    }

    private static string? NameOfGraph(NetworkOptions network)
    {
        if (GraphFlavor.Written(network) is not { } flavor || network.Epsilon != (flavor.Epsilon ?? VariantRow.Of(network.Variant).Epsilon))
            return null;
        var (plain, withSe) = flavor.Architectures[network.Variant];
        return network.SqueezeExcitation is not { } se ? plain : se == VariantRow.Of(network.Variant).SqueezeExcitation ? withSe : null;
    }

    /// <summary>
    /// Whether all excitations have timm's options, and hidden layers as wide as timm's in whatever way they were rounded.
    /// </summary>
    private static bool HasTimmsExcitations(NetworkOptions network)
    {
        if (network.SqueezeExcitation is not { } se)
            return true;
        var row = ResidualRow.Of(network.Variant);
        return se with { Rounding = s_squeezeExcitation.Rounding } == s_squeezeExcitation
            && Enumerable.Range(0, row.Layers.Length).Select(row.OutputOf).All(
                channels => se.HiddenUnits(channels) == s_squeezeExcitation.HiddenUnits(channels));
    }
}
