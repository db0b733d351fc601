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

    [Fact]
    public void Of_OwnCropFraction_IsKept() =>
        Assert.Equal(0.95, Presets.Of(AugmentationPreset.Light, smallPictures: false, 64, 0.95).Evaluate.CropFraction);

    [Fact]
    public void Of_NoSuchPreset_IsRefused() =>
        Assert.Equal(
            "There is no such preset: expected one of None, Light, got 7. (Parameter 'preset')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Presets.Of((AugmentationPreset)7, false, 64, null)).Message);

    [Fact]
    public void TrainingTransform_NoSize_IsRefused() =>
        Assert.Equal(
            "A training transform cannot be made from these values. ImageSize: expected 1 to 8192, got 0. (Parameter 'ImageSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingTransform(0)).Message);
}
