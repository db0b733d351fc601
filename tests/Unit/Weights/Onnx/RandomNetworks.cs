using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Small networks with any options that fit together.</summary>
internal static class RandomNetworks
{
    internal static Arbitrary<NetworkOptions> Arbitrary { get; } = Networks().ToArbitrary();

    private static Gen<NetworkOptions> Networks() =>
        from variant in Gen.Elements(SeResNetVariant.CifarSeResNet20, SeResNetVariant.CifarSeResNet32, SeResNetVariant.CifarSeResNet164)
        from classes in Gen.Choose(1, 12)
        from stride in Gen.Elements(Enum.GetValues<StridePosition>())
        from shortcut in Gen.Elements(Enum.GetValues<ShortcutKind>())
        from relu in Gen.Elements(true, false)
        from isPlain in Gen.Frequency((1, Gen.Constant(true)), (6, Gen.Constant(false)))
        from se in Excitations(variant)
        select new NetworkOptions
        {
            Variant = variant,
            Classes = classes,
            Stride = stride,
            Shortcut = shortcut,
            ReluBeforeExcitation = relu,
            SqueezeExcitation = isPlain ? null : se,
        };

    private static Gen<SqueezeExcitationOptions> Excitations(SeResNetVariant variant) =>
        from ratio in Gen.Choose(1, 40)
        from placement in Gen.Elements(Enum.GetValues<SePlacement>())
            .Where(place => place != SePlacement.After3x3 || variant == SeResNetVariant.CifarSeResNet164)
        from squeeze in Gen.Elements(Enum.GetValues<SeSqueeze>())
        // Scales without a bound, made of what they scale, square the maps that go on to the next block, until no number is large enough.
        from gate in Gen.Elements(Enum.GetValues<SeGate>())
            .Where(gate => gate != SeGate.ReLU || placement is not (SePlacement.Post or SePlacement.Identity))
        from bias in Gen.Elements(true, false)
        from rounding in Gen.Elements(Enum.GetValues<SeRounding>())
        from stages in Gen.Choose(0, 7)
        select new SqueezeExcitationOptions
        {
            ReductionRatio = ratio,
            Placement = placement,
            Squeeze = squeeze,
            Gate = gate,
            Bias = bias,
            Rounding = rounding,
            Stages = (SeStages)stages,
        };
}
