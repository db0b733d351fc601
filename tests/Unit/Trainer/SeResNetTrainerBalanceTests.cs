using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Trainings on classes of unequal size: ten pictures of cats, two of dogs.</summary>
public class SeResNetTrainerBalanceTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_WeightedLoss_IsThatOfTheWeightsGiven()
    {
        var balanced = Fits.Weights(_ml, Fits.Options(options => options.ClassBalance = ClassBalance.WeightedLoss), Data());

        Assert.Equal(balanced, Fits.Weights(_ml, Weighted(("cat", 12 / 20.0), ("dog", 12 / 4.0)), Data()));
        Assert.NotEqual(balanced, Fits.Weights(_ml, Fits.Options(), Data()));
        Assert.Equal(Fits.Weights(_ml, Fits.Options(), Data()), Fits.Weights(_ml, Weighted(("dog", 1), ("cat", 1)), Data()));
    }

    [Fact]
    public void Fit_BalancedSampling_IsAnotherTrainingAndTheSameAgain()
    {
        var options = Fits.Options(o => (o.ClassBalance, o.Epochs) = (ClassBalance.BalancedSampling, 2));
        var first = Fits.Weights(_ml, options, Data());

        Assert.Equal(first, Fits.Weights(_ml, options, Data()));
        Assert.NotEqual(first, Fits.Weights(_ml, Fits.Options(o => o.Epochs = 2), Data()));
    }

    [Fact]
    public void Fit_WeightsOfOtherClasses_NamesThem()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Fits.Weights(_ml, Weighted(("cat", 1), ("bird", 2), ("Dog", 3)), Data()));

        Assert.Equal(
            "Options.ClassWeights: expected a weight for each of the classes 'cat', 'dog', got none for 'dog', one for 'bird', "
            + "which is no class, one for 'Dog', which is no class. Name the classes as the label column does.", e.Message);
    }

    [Fact]
    public void SeResNet_WeightsThatCannotBe_SaysSo()
    {
        var options = Weighted(("cat", 0), ("dog", double.NaN));
        options.ClassBalance = ClassBalance.WeightedLoss;

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(_ml, options));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. ClassWeights: expected null where ClassBalance is WeightedLoss, "
            + "got weights of 2 classes. ClassWeights[\"cat\"]: expected a number above 0, got 0. "
            + "ClassWeights[\"dog\"]: expected a number above 0, got NaN. (Parameter 'options')", e.Message);
    }

    [Fact]
    public void SeResNet_WeightsChangedLater_AreNotSeen()
    {
        var options = Weighted(("cat", 1), ("dog", 2));
        var expected = Fits.Weights(_ml, options, Data());
        var sut = Fits.Trainer(_ml, options);
        options.ClassWeights!["dog"] = 50;

        using var model = sut.Fit(Data());

        Assert.Equal(expected, Fits.Weights(model));
    }

    private static SeResNetTrainer.Options Weighted(params (string Name, double Weight)[] weights) =>
        Fits.Options(options => options.ClassWeights = weights.ToDictionary(item => item.Name, item => item.Weight));

    private IDataView Data() => SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, 12)
            .Select(i => new SmallTraining.Row { Label = i % 6 == 5 ? "dog" : "cat", Features = SmallTraining.Pixels(i) }).ToList()));
}
