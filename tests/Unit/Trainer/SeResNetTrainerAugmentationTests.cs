using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Trainings with more or less augmentation.</summary>
public sealed class SeResNetTrainerAugmentationTests : TensorTest
{
    private readonly MLContext _ml = new(SmallTraining.Seed);

    [Fact]
    public void Fit_EverythingSwitchedOff_GivesTheWeightsOfLightBitForBit()
    {
        var off = Fits.Options(
            options => (options.ColorJitter, options.RandomErasingProbability, options.MixUpAlpha, options.CutMixAlpha) = (0, 0, 0, 0));

        Assert.Equal(Fits.Weights(_ml, Fits.Options()), Fits.Weights(_ml, off));
    }

    [Fact]
    public void Fit_EachPart_ChangesTheWeightsAndIsRepeatable()
    {
        SeResNetTrainer.Options[] trainings =
        [
            Fits.Options(),
            Fits.Options(options => options.ColorJitter = 0.4),
            Fits.Options(options => options.RandomErasingProbability = 1),
            Fits.Options(options => (options.MixUpAlpha, options.MixProbability) = (1, 1)),
            Fits.Options(options => (options.CutMixAlpha, options.MixProbability) = (1, 1)),
            Fits.Options(options => options.Augmentation = AugmentationPreset.Strong),
        ];

        var weights = trainings.Select(options => Fits.Weights(_ml, options)).ToList();

        Assert.Equal(trainings.Length, weights.Distinct().Count());
        Assert.Equal(weights, trainings.Select(options => Fits.Weights(_ml, options)));
    }

    [Fact]
    public void Fit_MixedInBFloat16_Ends() =>
        Assert.NotEmpty(Fits.Weights(_ml,
            Fits.Options(options => (options.MixUpAlpha, options.MixProbability, options.Precision) = (1, 1, TrainingPrecision.BFloat16))));
}
