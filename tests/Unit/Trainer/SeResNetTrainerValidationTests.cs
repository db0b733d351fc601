using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Rows to validate on, given to <c>Fit</c> or to the options.</summary>
public class SeResNetTrainerValidationTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_WithValidationData_IsFitWithAValidationSet()
    {
        var (train, validation) = (SmallTraining.Data(_ml, 8), SmallTraining.Data(_ml, 6));

        using var expected = Fits.Trainer(_ml, Fits.Options(options => (options.Epochs, options.ValidationSet) = (2, validation)))
            .Fit(train);
        using var model = Fits.Trainer(_ml, Fits.Options(options => options.Epochs = 2)).Fit(train, validation);
        using var without = Fits.Trainer(_ml, Fits.Options(options => options.Epochs = 2)).Fit(train);

        Assert.Equal(Fits.Weights(expected), Fits.Weights(model));
        Assert.Equal(expected.TrainingNotes, model.TrainingNotes);
        Assert.Contains("ValidationAccuracy", model.TrainingNotes.Keys);
        Assert.DoesNotContain("ValidationAccuracy", without.TrainingNotes.Keys);
    }

    [Fact]
    public void Fit_WithValidationDataAndPatience_StopsEarly()
    {
        var ended = 0;
        // Nothing moves, so that no epoch is better than the first.
        var sut = Fits.Trainer(_ml, Fits.Options(options =>
        {
            (options.Epochs, options.EarlyStoppingPatience, options.LearningRate, options.WarmupEpochs) = (9, 1, 1e-30, 0);
            options.ProgressCallback = progress => ended += progress.Stage == TrainingStage.EpochEnd ? 1 : 0;
        }));

        sut.Fit(SmallTraining.Data(_ml, 8), SmallTraining.Data(_ml, 6)).Dispose();

        Assert.InRange(ended, 2, 8);
    }

    [Fact]
    public void Fit_PatienceWithoutValidation_SaysWhatToDo()
    {
        var sut = Fits.Trainer(_ml, Fits.Options(options => options.EarlyStoppingPatience = 2));

        var e = Assert.Throws<InvalidOperationException>(() => sut.Fit(SmallTraining.Data(_ml, 8)));

        Assert.Equal(
            "Options.EarlyStoppingPatience: expected null where there is neither Options.ValidationSet nor Options.ValidationFraction, "
            + "got 2. Set one of them, or give Fit the rows to validate on too.",
            e.Message);
    }

    [Fact]
    public void Fit_ValidationDataAndAValidationSet_SaysSo()
    {
        var data = SmallTraining.Data(_ml, 8);

        var e = Assert.Throws<ArgumentException>(
            () => Fits.Trainer(_ml, Fits.Options(options => options.ValidationSet = data)).Fit(data, data));

        Assert.Equal(
            "The rows to validate on are given twice: expected no Options.ValidationSet where Fit is given validationData, got both. "
            + "Leave one of them out. (Parameter 'validationData')", e.Message);
    }

    [Fact]
    public void Fit_ValidationDataAndAFraction_SaysSo()
    {
        var data = SmallTraining.Data(_ml, 8);

        var e = Assert.Throws<ArgumentException>(
            () => Fits.Trainer(_ml, Fits.Options(options => options.ValidationFraction = 0.25)).Fit(data, data));

        Assert.Equal(
            "Options.ValidationFraction: expected 0 where Fit is given validationData, got 0.25. Leave one of them out. "
            + "(Parameter 'validationData')", e.Message);
    }

    [Fact]
    public void Fit_NoValidationData_Throws()
    {
        var sut = Fits.Trainer(_ml, Fits.Options());

        Assert.Equal("validationData", Assert.Throws<ArgumentNullException>(() => sut.Fit(SmallTraining.Data(_ml, 8), null!)).ParamName);
        Assert.Equal("trainData", Assert.Throws<ArgumentNullException>(() => sut.Fit(null!, SmallTraining.Data(_ml, 8))).ParamName);
    }

    [Fact]
    public void Fit_ValidationDataOfAnotherSchema_NamesThem()
    {
        var sut = Fits.Trainer(_ml, Fits.Options());

        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => sut.Fit(SmallTraining.Data(_ml, 8), _ml.Data.LoadFromEnumerable(SmallTraining.Rows(4))));

        Assert.Equal("Schema mismatch for label column 'Label': expected Key<UInt32>, got String (Parameter 'validationData')", e.Message);
    }

    [Fact]
    public void Fit_ValidationDataWithoutRows_SaysSo()
    {
        var data = SmallTraining.Data(_ml, 8);
        var sut = Fits.Trainer(_ml, Fits.Options());

        var e = Assert.Throws<InvalidOperationException>(
            () => sut.Fit(data, _ml.Data.FilterRowsByKeyColumnFraction(data, "Label", lowerBound: 0, upperBound: 0)));

        Assert.Equal(
            "There is nothing to validate on: expected labeled pictures in validationData, "
            + "got none (0 rows without a label, 0 pictures that cannot be read).", e.Message);
    }
}
