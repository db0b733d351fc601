using Microsoft.ML.SeNet.Augmentation;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class PresetsTests
{
    [Fact]
    public void Of_Light_CropsAndMirrors() =>
        Assert.Equal(
            (new TrainingTransform(224, new RandomResizedCrop(), new HorizontalFlip()), new EvaluationTransform(224, 0.875)),
            Presets.Of(AugmentationPreset.Light, smallPictures: false, 224, cropFraction: null));

    [Fact]
    public void Of_LightSmallPictures_PadsAnEighth() =>
        Assert.Equal(
            (new TrainingTransform(32, new PadAndCrop(4), new HorizontalFlip()), new EvaluationTransform(32, 1)),
            Presets.Of(AugmentationPreset.Light, smallPictures: true, 32, cropFraction: null));

    [Theory]
    [InlineData(true, 1.0)]
    [InlineData(false, 0.875)]
    public void Of_None_VariesNothing(bool smallPictures, double cropFraction) =>
        Assert.Equal(
            (new TrainingTransform(64), new EvaluationTransform(64, cropFraction)),
            Presets.Of(AugmentationPreset.None, smallPictures, 64, cropFraction: null));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_Strong_IsLightAndMore(bool smallPictures)
    {
        var (light, evaluate) = Presets.Of(AugmentationPreset.Light, smallPictures, 64, cropFraction: null);

        Assert.Equal(
            (light with { Trivial = new TrivialAugment(31), Erasing = new RandomErasing(0.25),
                Mix = new BatchMix(new MixUp(0.2), new CutMix(1), 0.5) }, evaluate),
            Presets.Of(AugmentationPreset.Strong, smallPictures, 64, cropFraction: null));
    }

    [Fact]
    public void Of_NoChanges_ChangesNothing() => Assert.All(
        Enum.GetValues<AugmentationPreset>(),
        preset => Assert.Equal(Presets.Of(preset, false, 64, null), Presets.Of(preset, false, 64, null, new AugmentationChanges())));

    [Fact]
    public void Of_ChangesToNone_AddThem() => Assert.Equal(
        new TrainingTransform(
            64, Colors: new ColorJitter(0.4, 0.4, 0.4), Erasing: new RandomErasing(0.1), Mix: new BatchMix(new MixUp(0.3), null, 0.8)),
        Presets.Of(AugmentationPreset.None, false, 64, null,
            new AugmentationChanges { ColorJitter = 0.4, RandomErasingProbability = 0.1, MixUpAlpha = 0.3, MixProbability = 0.8 }).Train);

    [Fact]
    public void Of_StrongWithZeros_SwitchesThemOff()
    {
        var off = new AugmentationChanges { RandomErasingProbability = 0, MixUpAlpha = 0, CutMixAlpha = 0, ColorJitter = 0 };
        var light = Presets.Of(AugmentationPreset.Light, false, 64, null).Train;

        Assert.Equal(light with { Trivial = new TrivialAugment() }, Presets.Of(AugmentationPreset.Strong, false, 64, null, off).Train);
        Assert.Equal(
            new BatchMix(null, new CutMix()),
            Presets.Of(AugmentationPreset.Strong, false, 64, null, new AugmentationChanges { MixUpAlpha = 0 }).Train.Mix);
    }

    [Fact]
    public void Of_OwnCropFraction_IsKept() =>
        Assert.Equal(0.95, Presets.Of(AugmentationPreset.Light, smallPictures: false, 64, 0.95).Evaluate.CropFraction);

    [Fact]
    public void Of_NoSuchPreset_IsRefused() =>
        Assert.Equal(
            "There is no such preset: expected one of None, Light, Strong, got 7. (Parameter 'preset')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Presets.Of((AugmentationPreset)7, false, 64, null)).Message);

    [Fact]
    public void TrainingTransform_NoSize_IsRefused() =>
        Assert.Equal(
            "A training transform cannot be made from these values. ImageSize: expected 1 to 8192, got 0. (Parameter 'ImageSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingTransform(0)).Message);
}
