using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

public sealed class SeResNetTrainerFindLearningRateTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void FindLearningRate_TellableClasses_SuggestsARateInTheMiddle()
    {
        var curve = Find(Fits.Options(), new LearningRateFinderOptions { Start = 1e-5, End = 10, Steps = 60 });

        Assert.Null(curve.NoSuggestion);
        Assert.InRange(curve.Suggestion!.Value, 1e-3, 1);
        Assert.Equal(1e-5, curve.Points[0].LearningRate);
        Assert.Equal(curve.Points[0].Loss, curve.Points[0].SmoothedLoss, 1e-12);
    }

    [Fact]
    public void FindLearningRate_Again_GivesTheSameBitsAndFitToo()
    {
        var options = Fits.Options();
        var expected = Fits.Weights(_ml, options);
        var sut = Fits.Trainer(_ml, options);
        var finder = new LearningRateFinderOptions { Steps = 20 };

        var curve = sut.FindLearningRate(SmallTraining.Data(_ml, 8), finder);

        Assert.Equal(curve.Points, sut.FindLearningRate(SmallTraining.Data(_ml, 8), finder).Points);
        Assert.NotEqual(curve.Points, Fits.Trainer(new MLContext(2), options).FindLearningRate(SmallTraining.Data(_ml, 8), finder).Points);
        using var model = sut.Fit(SmallTraining.Data(_ml, 8));
        Assert.Equal(expected, Fits.Weights(model));
    }

    [Fact]
    public void FindLearningRate_WithACheckpoint_LeavesItAlone()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "no checkpoint");
        var options = Fits.Options(
            o => (o.CheckpointPath, o.CheckpointEverySteps, o.ValidationFraction, o.EarlyStoppingPatience) = (path, 1, 0.25, 1));

        Find(options, new LearningRateFinderOptions { Steps = 20 });

        Assert.Equal("no checkpoint", File.ReadAllText(path));
        File.Delete(path);
    }

    [Fact]
    public void FindLearningRate_Callback_IsToldOfEachStep()
    {
        var told = new List<TrainingProgress>();

        var curve = Find(Fits.Options(options => options.ProgressCallback = told.Add), new LearningRateFinderOptions { Steps = 20 });

        Assert.Equal([TrainingStage.Loading, .. curve.Points.Select(_ => TrainingStage.Training)], told.Select(progress => progress.Stage));
        Assert.Equal(curve.Points.Select((point, i) => (i + 1, 20, point.LearningRate, point.SmoothedLoss)),
            told.Skip(1).Select(progress => (progress.Step, progress.Steps, progress.LearningRate, progress.Loss)));
    }

    [Fact]
    public void FindLearningRate_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        var options = Fits.Options(o => (o.CancellationToken, o.ProgressCallback) = (source.Token, progress =>
        {
            if (progress.Step == 3 && progress.Stage == TrainingStage.Training)
                source.Cancel();
        }));

        Assert.Throws<OperationCanceledException>(() => Find(options, new LearningRateFinderOptions()));
    }

    [Fact]
    public void FindLearningRate_RatesThatEndInNothing_SaysWhy()
    {
        var curve = Find(Fits.Options(), new LearningRateFinderOptions { Start = 1e20, End = 1e30, Steps = 20 });

        Assert.Null(curve.Suggestion);
        Assert.Matches(
            "^No learning rate stands out: the loss broke away after [1-9] of 20 steps, "
            + "before anything could be seen of its descent\\. Lower Start\\.$", curve.NoSuggestion);
    }

    [Fact]
    public void FindLearningRate_BadInput_SaysSo()
    {
        var sut = Fits.Trainer(_ml, Fits.Options());

        Assert.Equal("input", Assert.Throws<ArgumentNullException>(() => sut.FindLearningRate(null!)).ParamName);
        Assert.Equal(
            "LearningRateFinderOptions cannot be made from these values. Steps: expected 20 or more, got 5. (Parameter 'options')",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => sut.FindLearningRate(SmallTraining.Data(_ml, 8), new LearningRateFinderOptions { Steps = 5 })).Message);
    }

    private LearningRateCurve Find(SeResNetTrainer.Options options, LearningRateFinderOptions finder) =>
        Fits.Trainer(_ml, options).FindLearningRate(SmallTraining.Data(_ml, 8), finder);
}
