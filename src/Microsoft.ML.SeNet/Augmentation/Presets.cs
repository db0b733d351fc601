using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>What training and evaluation do to pictures, side by side, so that they cannot drift apart.</summary>
internal static class Presets
{
    /// <summary>The usual 224 of 256 pixels (https://arxiv.org/abs/1512.03385, section 3.4).</summary>
    internal const double CropFraction = 0.875;

    /// <summary>Small pictures are seen whole.</summary>
    internal const double SmallCropFraction = 1.0;

    // 4 pixels of 32, as on CIFAR.
    private const int SizePerPadding = 8;

    /// <summary>The pair of transforms.</summary>
    /// <param name="preset">How much training pictures are varied.</param>
    /// <param name="smallPictures">Whether the network is one for small pictures, as CIFAR's.</param>
    /// <param name="imageSize">The side of the square that the network sees, in pixels.</param>
    /// <param name="cropFraction">The window's share of the shorter side; the usual one where null.</param>
    /// <param name="changes">What is wanted otherwise in training; nothing where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal static (TrainingTransform Train, EvaluationTransform Evaluate) Of(
        AugmentationPreset preset, bool smallPictures, int imageSize, double? cropFraction, AugmentationChanges? changes = null)
    {
        var evaluate = new EvaluationTransform(imageSize, cropFraction ?? (smallPictures ? SmallCropFraction : CropFraction));
        var train = preset switch
        {
            AugmentationPreset.None => new TrainingTransform(imageSize),
            AugmentationPreset.Light => Light(smallPictures, imageSize),
            AugmentationPreset.Strong => Light(smallPictures, imageSize)
                with { Trivial = new TrivialAugment(), Erasing = new RandomErasing(), Mix = new BatchMix(new MixUp(), new CutMix()) },
            _ => throw Undefined(preset),
        };
        return (changes?.Apply(train) ?? train, evaluate);
    }

    private static TrainingTransform Light(bool smallPictures, int imageSize) =>
        new(imageSize, smallPictures ? new PadAndCrop(imageSize / SizePerPadding) : new RandomResizedCrop(), new HorizontalFlip());

    private static ArgumentOutOfRangeException Undefined(AugmentationPreset preset) =>
        new(nameof(preset),
            $"There is no such preset: expected one of {string.Join(", ", Enum.GetNames<AugmentationPreset>())}, got {preset}.");
}

/// <summary>What a user wants otherwise than his preset has it; null is the preset's, 0 is off.</summary>
internal sealed record AugmentationChanges
{
    internal const double LargestColorJitter = 1;

    internal double? ColorJitter { get; init; }

    internal double? RandomErasingProbability { get; init; }

    internal int? CutoutSize { get; init; }

    internal double? MixUpAlpha { get; init; }

    internal double? CutMixAlpha { get; init; }

    internal double? MixProbability { get; init; }

    /// <summary>Notes what is out of its range or contradicts itself.</summary>
    /// <param name="preset">What is changed.</param>
    /// <param name="faults">Where to note it.</param>
    internal void Check(AugmentationPreset preset, Faults faults)
    {
        faults.Require(ColorJitter is null or (>= 0 and <= LargestColorJitter), nameof(ColorJitter), "0 to 1, or null", ColorJitter);
        faults.Require(RandomErasingProbability is null or (>= 0 and <= 1), nameof(RandomErasingProbability),
            "0 to 1, or null", RandomErasingProbability);
        faults.Require(CutoutSize is null or >= 0, nameof(CutoutSize), "0 or more, or null", CutoutSize);
        CheckAlpha(MixUpAlpha, nameof(MixUpAlpha), faults);
        CheckAlpha(CutMixAlpha, nameof(CutMixAlpha), faults);
        if (!faults.Require(
            MixProbability is null or (> 0 and <= 1), nameof(MixProbability), "above 0 and at most 1, or null", MixProbability))
            return;
        var mixes = preset == AugmentationPreset.Strong ? MixUpAlpha != 0 || CutMixAlpha != 0 : MixUpAlpha is > 0 || CutMixAlpha is > 0;
        faults.Require(MixProbability is null || mixes, nameof(MixProbability),
            $"null where neither {nameof(MixUpAlpha)} nor {nameof(CutMixAlpha)} is on", MixProbability);
    }

    /// <summary>The preset's transform with these changes.</summary>
    internal TrainingTransform Apply(TrainingTransform preset) => preset with
    {
        Colors = ColorJitter is not { } jitter ? preset.Colors : jitter == 0 ? null : new ColorJitter(jitter, jitter, jitter),
        Erasing = RandomErasingProbability is not { } probability ? preset.Erasing
            : probability == 0 ? null
            : new RandomErasing(probability),
        Cutout = CutoutSize is not { } size ? preset.Cutout : size == 0 ? null : new Cutout(size),
        Mix = Mixed(preset.Mix),
    };

    private BatchMix? Mixed(BatchMix? preset)
    {
        var mixUp = MixUpAlpha is not { } over ? preset?.MixUp : over == 0 ? null : new MixUp(over);
        var cutMix = CutMixAlpha is not { } cut ? preset?.CutMix : cut == 0 ? null : new CutMix(cut);
        return mixUp is null && cutMix is null
            ? null
            : new BatchMix(mixUp, cutMix, MixProbability ?? preset?.Probability ?? BatchMix.DefaultProbability);
    }

    private static void CheckAlpha(double? alpha, string name, Faults faults) =>
        faults.Require(alpha is null or 0 || SymmetricBeta.IsAlpha(alpha.Value), name, $"0, {SymmetricBeta.AlphaRange}, or null", alpha);
}
