using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Tuning;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Tuning;

public sealed class TrialPartsTests : TensorTest
{
    private readonly MLContext _ml = new(SmallTraining.Seed);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Of_Folds_HoldsEachPictureOutOnceAndClassesEvenly(int folds)
    {
        using var pictures = Fits.Trainer(_ml, Fits.Options()).LoadPictures(SmallTraining.Data(_ml));

        var parts = TrialParts.Of(pictures, folds, 0);

        Assert.Equal(folds, parts.Count);
        Assert.Equal(Enumerable.Range(0, SmallTraining.Pictures), parts.SelectMany(part => part.Validation!.Value.Chosen).Order());
        Assert.All(parts, part =>
        {
            Assert.Equal(Enumerable.Range(0, SmallTraining.Pictures), part.Training.Concat(part.Validation!.Value.Chosen).Order());
            Assert.InRange(
                Math.Abs(part.Validation.Value.Chosen.Count(i => i % 2 == 0) - part.Validation.Value.Chosen.Count(i => i % 2 == 1)), 0, 1);
        });
        Assert.InRange(parts.Max(part => part.Training.Length) - parts.Min(part => part.Training.Length), 0, 1);
    }

    [Fact]
    public void Of_TooFewForTheFolds_SaysSo()
    {
        using var pictures = Fits.Trainer(_ml, Fits.Options()).LoadPictures(SmallTraining.Data(_ml, 4));

        var e = Assert.Throws<InvalidOperationException>(() => TrialParts.Of(pictures, 5, 0));

        Assert.Equal(
            "Too few pictures for a cross-validation: expected 10 for 5 folds, got 4. "
            + "Set CrossValidationFolds lower or add pictures.", e.Message);
    }

    [Fact]
    public void Of_TooFewForAShare_SaysSo()
    {
        using var pictures = Fits.Trainer(_ml, Fits.Options()).LoadPictures(SmallTraining.Data(_ml, 4));

        var e = Assert.Throws<InvalidOperationException>(() => TrialParts.Of(pictures, 1, 0.1));

        Assert.Equal(
            "There is nothing to validate on: expected 0.1 of some class to be a picture at least, got none of 4 pictures in 2 classes. "
            + "Set CrossValidationFolds or add pictures.", e.Message);
    }
}
