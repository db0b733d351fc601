using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Tuning;

public sealed class SeResNetExperimentTests : TensorTest
{
    private readonly MLContext _ml = new(SmallTraining.Seed);

    [Fact]
    public void Execute_OverRatios_TellsExactParameters()
    {
        var settings = SmallExperiment.Settings(one =>
        {
            one.SearchSpace = SeResNetSearchSpace.ReductionRatios;
            one.IncludePlainNetwork = true;
            one.TrainerOptions.Epochs = 1;
        });

        using var result = SmallExperiment.Run(_ml, settings);

        // Of ten classes SE-20 has 289,106 / 280,958 / 276,884 / 274,847 / 273,878; eight fewer outputs of 64 weights and a bias are 520.
        Assert.Equal(
            [("plain", "ResNet-20", 271_954), ("ReductionRatio 2", "SE-ResNet-20", 288_586), ("ReductionRatio 4", "SE-ResNet-20", 280_438),
                ("ReductionRatio 8", "SE-ResNet-20", 276_364), ("ReductionRatio 16", "SE-ResNet-20", 274_327),
                ("ReductionRatio 32", "SE-ResNet-20", 273_358)],
            result.RunDetails.Select(run => (run.Description, run.TrainerName, run.Parameters)));
        Assert.All(result.RunDetails,
            run => Assert.True(run is { IsComplete: true, LatencyMilliseconds: > 0, MultiplyAdds: > 0, RuntimeInSeconds: > 0 }));
        Assert.Equal(ExperimentEnd.Completed, result.End);
    }

    [Fact]
    public void Execute_BestRun_IsWhatAPlainFitGives()
    {
        using var result = SmallExperiment.Run(_ml, SmallExperiment.Settings());
        var options = result.BestRun.Options;
        options.ValidationSet = SmallTraining.Data(_ml, 6);

        Assert.Equal(Fits.Weights(_ml, options, SmallTraining.Data(_ml)), Fits.Weights((SeResNetTransformer)result.BestRun.Model!));
        Assert.Equal(result.RunDetails.Max(run => run.ValidationMetrics!.MicroAccuracy), result.BestRun.ValidationMetrics!.MicroAccuracy);
    }

    [Fact]
    public void Execute_NoValidationRows_SetsApartWhatAPlainFitWould()
    {
        var settings = SmallExperiment.Settings(one => (one.CrossValidationFolds, one.TrainerOptions.ValidationFraction) = (1, 0.25));

        using var result = SmallExperiment.Run(_ml, settings, validation: 0);

        Assert.Equal(
            Fits.Weights(_ml, result.BestRun.Options, SmallTraining.Data(_ml)), Fits.Weights((SeResNetTransformer)result.BestRun.Model!));
    }

    [Fact]
    public void Execute_Metrics_AreThoseOfTransform()
    {
        using var result = SmallExperiment.Run(_ml, SmallExperiment.Settings());
        var run = result.RunDetails[1];

        var expected = _ml.MulticlassClassification.Evaluate(run.Model!.Transform(SmallTraining.Data(_ml, 6)));

        Assert.Equal(expected.LogLoss, run.ValidationMetrics!.LogLoss);
        Assert.Equal((expected.MicroAccuracy, expected.MacroAccuracy), (run.ValidationMetrics.MicroAccuracy, run.Value));
        Assert.Equal(
            expected.ConfusionMatrix.GetFormattedConfusionTable(), run.ValidationMetrics.ConfusionMatrix.GetFormattedConfusionTable());
    }

    [Fact]
    public void Execute_SuccessiveHalving_GivesItsFinalistsTheBitsOfTheGrid()
    {
        var (grid, halving) =
            (SmallExperiment.Settings(), SmallExperiment.Settings(one => one.Strategy = SearchStrategy.SuccessiveHalving));

        using var all = SmallExperiment.Run(_ml, grid);
        using var best = SmallExperiment.Run(_ml, halving);

        Assert.Equal([1, 1, 3], best.RunDetails.Select(run => run.Epochs).Order());
        Assert.Equal([best.BestRun], best.ComparableRuns);
        var same = all.RunDetails.Single(run => run.Description == best.BestRun.Description);
        Assert.Equal(same.ValidationMetrics!.LogLoss, best.BestRun.ValidationMetrics!.LogLoss);
        Assert.Equal(Fits.Weights((SeResNetTransformer)same.Model!), Fits.Weights((SeResNetTransformer)best.BestRun.Model!));
    }

    [Fact]
    public void Execute_CrossValidation_MeasuresEveryPictureAndTrainsTheBestOnAll()
    {
        var settings = SmallExperiment.Settings(one =>
            (one.CrossValidationFolds, one.OptimizingMetric, one.TrainerOptions.EarlyStoppingPatience) = (2, SeResNetMetric.LogLoss, 2));

        using var result = SmallExperiment.Run(_ml, settings, validation: 0);

        Assert.All(result.RunDetails,
            run => Assert.Equal(SmallTraining.Pictures, run.ValidationMetrics!.ConfusionMatrix.Counts.Sum(row => row.Sum())));
        Assert.Equal(result.RunDetails.Min(run => run.ValidationMetrics!.LogLoss), result.BestRun.Value);
        Assert.Equal([result.BestRun], result.RunDetails.Where(run => run.Model is not null));
        var options = result.BestRun.Options;
        (options.ValidationFraction, options.EarlyStoppingPatience) = (0, null);
        Assert.Equal(Fits.Weights(_ml, options, SmallTraining.Data(_ml)), Fits.Weights((SeResNetTransformer)result.BestRun.Model!));
    }

    [Fact]
    public void Execute_FewPictures_CrossValidates()
    {
        var settings = SmallExperiment.Settings(one => (one.MaxTrials, one.TrainerOptions.Epochs) = (1, 1));

        using var result = SmallExperiment.Run(_ml, settings, validation: 0);

        Assert.Equal(
            SmallTraining.Pictures, Assert.Single(result.RunDetails).ValidationMetrics!.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void Execute_Repetitions_GiveASpread()
    {
        var settings = SmallExperiment.Settings(
            one => (one.Repetitions, one.TrainerOptions.Epochs, one.OptimizingMetric) = (3, 1, SeResNetMetric.LogLoss));

        using var result = SmallExperiment.Run(_ml, settings);

        Assert.All(result.RunDetails, run =>
        {
            Assert.Equal(3, run.RepetitionValues.Distinct().Count());
            Assert.Equal(run.RepetitionValues.Average(), run.Value);
            Assert.Equal(run.ValidationMetrics!.LogLoss, run.Value, 10);
            Assert.Equal(Math.Sqrt(run.RepetitionValues.Sum(value => Math.Pow(value - run.Value, 2)) / 2), run.Spread!.Value, 12);
        });
        Assert.True(result.IsWithinSpread(result.BestRun));
    }

    [Fact]
    public void Execute_PreFeaturizer_IsPartOfTheModel()
    {
        var train = _ml.Data.LoadFromEnumerable(SmallTraining.Rows().ToList());
        var experiment = _ml.MulticlassClassification.CreateSeResNetExperiment(
            SmallExperiment.Settings(one => (one.MaxTrials, one.TrainerOptions.Epochs) = (1, 1)));

        using var result = experiment.Execute(train, train, preFeaturizer: _ml.Transforms.Conversion.MapValueToKey("Label"));

        var metrics = _ml.MulticlassClassification.Evaluate(result.BestRun.Model!.Transform(train));
        Assert.Equal(metrics.LogLoss, result.BestRun.ValidationMetrics!.LogLoss);
        using var again = result.BestRun.Estimator.Fit(train) as IDisposable;
        Assert.IsType<TransformerChain<ITransformer>>(again);
    }

    [Fact]
    public void Execute_ImageSizes_AreDecodedOnceEach()
    {
        var settings = SmallExperiment.Settings(one =>
        {
            one.SearchSpace = SeResNetSearchSpace.ReductionRatios.With(SearchDimensions.ImageSize(8, 6));
            one.TrainerOptions.Epochs = 1;
            (one.Strategy, one.MaxTrials, one.CrossValidationFolds) = (SearchStrategy.Random, 6, 1);
        });
        var loads = 0;
        settings.TrainerOptions.ProgressCallback = progress => loads += progress.Stage == TrainingStage.Loading ? 1 : 0;
        var rows = _ml.Data.LoadFromEnumerable(Pictures().ToList());

        using var result = _ml.MulticlassClassification.CreateSeResNetExperiment(settings)
            .Execute(rows, preFeaturizer: _ml.Transforms.Conversion.MapValueToKey("Label"));

        Assert.Equal(6, result.RunDetails.Count);
        Assert.Equal(result.RunDetails.Select(run => run.Options.ImageSize).Distinct().Count(), loads);
    }

    [Fact]
    public void Execute_TrialThatCannotBe_IsRecordedAndTheOthersGoOn()
    {
        var settings = SmallExperiment.Settings(one =>
        {
            one.SearchSpace = SeResNetSearchSpace.Of(
                SearchDimension.Choice(nameof(SeResNetTrainer.Options.Placement), SePlacement.After3x3, SePlacement.Standard));
            one.TrainerOptions.Epochs = 1;
        });

        using var result = SmallExperiment.Run(_ml, settings);

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. Placement: expected a placement that basic blocks have, "
            + "since SE-ResNet-20 is built of them, got After3x3. (Parameter 'options')", result.RunDetails[0].Exception!.Message);
        Assert.Equal((1, true), (result.BestRun.Index, double.IsNaN(result.RunDetails[0].Value)));
        Assert.Null(result.RunDetails[0].Model);
    }

    [Fact]
    public void Execute_TrialThatDiverges_IsRecordedAndTheOthersGoOn()
    {
        var reports = 0;
        var settings = SmallExperiment.Settings(one => one.SearchSpace = SeResNetSearchSpace.Of(
            SearchDimension.Choice(nameof(SeResNetTrainer.Options.LearningRate), 1e30, 0.02)));

        using var result = SmallExperiment.Run(_ml, settings, new SmallExperiment.Reports(_ => reports++));

        Assert.StartsWith(
            "TrainingDivergedException: The training diverged: ", result.RunDetails[0].Exception!.Message, StringComparison.Ordinal);
        Assert.Equal((1, 2), (result.BestRun.Index, reports));
        Assert.Equal(ExperimentEnd.Completed, result.End);
    }

    [Fact]
    public void Execute_EveryTrialFails_ListsTheReasons()
    {
        var settings = SmallExperiment.Settings(one => one.SearchSpace = SeResNetSearchSpace.Of(
            SearchDimension.Choice(nameof(SeResNetTrainer.Options.LearningRate), 1e30, 1e31)));

        var e = Assert.Throws<InvalidOperationException>(() => SmallExperiment.Run(_ml, settings));

        Assert.StartsWith("The experiment has no result: every trial failed. Trial 0, LearningRate 1E+30: TrainingDivergedException: ",
            e.Message, StringComparison.Ordinal);
        Assert.Contains(" Trial 1, LearningRate 1E+31: TrainingDivergedException: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_NoTrialCanBeMade_SaysWhy()
    {
        var settings = SmallExperiment.Settings(
            one => one.SearchSpace = SeResNetSearchSpace.Of(SearchDimension.Choice(nameof(SeResNetTrainer.Options.ReductionRatio), 0, -1)));

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => SmallExperiment.Run(_ml, settings));

        Assert.Equal(
            "No trial of the search space can be made: expected one at least, got 2 that cannot. "
            + "The first, ReductionRatio 0: SeResNetTrainer cannot be made from these values. "
            + "ReductionRatio: expected 1 or more, got 0. (Parameter 'options') (Parameter 'settings')", e.Message);
    }

    [Fact]
    public void Execute_Cancelled_ReturnsWhatIsFinished()
    {
        using var cancel = new CancellationTokenSource();
        var settings = SmallExperiment.Settings(one => one.CancellationToken = cancel.Token);

        using var result = SmallExperiment.Run(_ml, settings, new SmallExperiment.Reports(_ => cancel.Cancel()));

        Assert.Equal([true, false, false], result.RunDetails.Select(run => run.IsComplete));
        Assert.Equal(ExperimentEnd.Canceled, result.End);
        using var again = result.BestRun.Estimator.Fit(SmallTraining.Data(_ml)) as IDisposable;
        Assert.NotNull(result.BestRun.Model);
    }

    [Fact]
    public void Execute_CancelledBeforeAnythingIsFinished_SaysSo()
    {
        using var cancel = new CancellationTokenSource();
        var settings = SmallExperiment.Settings(one => one.CancellationToken = cancel.Token);
        settings.TrainerOptions.ProgressCallback = progress => cancel.Cancel();

        var e = Assert.Throws<OperationCanceledException>(() => SmallExperiment.Run(_ml, settings));

        Assert.Equal("The experiment was canceled before the first 3 epochs of a trial were done: there is no result.", e.Message);
    }

    [Fact]
    public void Execute_TimeTooShortForOneEpoch_SaysSo()
    {
        var time = new TestTime();
        var settings = SmallExperiment.Settings(
            one => (one.Strategy, one.MaxExperimentTimeInSeconds) = (SearchStrategy.SuccessiveHalving, 7));
        settings.TrainerOptions.ProgressCallback = _ => time.Pass(8);

        var e = Assert.Throws<TimeoutException>(() => new SeResNetExperiment(_ml.MulticlassClassification, settings, time).Execute(
            SmallTraining.Data(_ml), SmallTraining.Data(_ml, 6)));

        Assert.Equal(
            "The experiment has no result: expected the first 1 epochs of a trial in MaxExperimentTimeInSeconds = 7, got none. "
            + "Raise it, or take fewer pictures or a smaller network.", e.Message);
    }

    [Fact]
    public void Execute_TimeIsOver_ReturnsWhatIsFinished()
    {
        var time = new TestTime();
        var settings = SmallExperiment.Settings(one => one.MaxExperimentTimeInSeconds = 7);
        var experiment = new SeResNetExperiment(_ml.MulticlassClassification, settings, time);

        using var result = experiment.Execute(
            SmallTraining.Data(_ml), SmallTraining.Data(_ml, 6), progressHandler: new SmallExperiment.Reports(_ => time.Pass(4)));

        Assert.Equal([true, true, false], result.RunDetails.Select(run => run.IsComplete));
        Assert.Equal(ExperimentEnd.TimeBudget, result.End);
    }

    [Fact]
    public void Execute_TwiceWithOneSeed_GivesTheSame()
    {
        var settings = SmallExperiment.Settings(one =>
        {
            one.SearchSpace = SeResNetSearchSpace.ReductionRatios.With(SearchDimensions.LearningRate).With(SearchDimensions.Augmentation);
            (one.Strategy, one.MaxTrials, one.TrainerOptions.Epochs) = (SearchStrategy.SuccessiveHalving, 3, 3);
        });

        using var first = SmallExperiment.Run(_ml, settings);
        using var second = SmallExperiment.Run(new MLContext(SmallTraining.Seed), settings);
        using var other = SmallExperiment.Run(new MLContext(SmallTraining.Seed + 1), settings);

        Assert.Equal(SmallExperiment.Outcome(first), SmallExperiment.Outcome(second));
        Assert.NotEqual(SmallExperiment.Outcome(first), SmallExperiment.Outcome(other));
    }

    [Fact]
    public void Execute_Settings_AreNotWritten()
    {
        var settings = SmallExperiment.Settings(one => (one.TrainerOptions.Epochs, one.MaxTrials) = (1, 1));
        var before = System.Text.Json.JsonSerializer.Serialize(settings.TrainerOptions);

        SmallExperiment.Run(_ml, settings).Dispose();

        Assert.Equal(before, System.Text.Json.JsonSerializer.Serialize(settings.TrainerOptions));
        Assert.Null(settings.TrainerOptions.ValidationSet);
    }

    private static IEnumerable<ImageRow> Pictures() =>
        Enumerable.Range(0, 12).Select(i => new ImageRow { Label = SmallTraining.Label(i), Features = Encoded(i) });

    private static byte[] Encoded(int number)
    {
        // A bitmap of 8×8 pixels of 24 bits, whose rows need no padding.
        var file = new byte[54 + (8 * 8 * 3)];
        "BM"u8.CopyTo(file);
        (file[2], file[10], file[14], file[18], file[22], file[26], file[28]) = ((byte)file.Length, 54, 40, 8, 8, 1, 24);
        SmallTraining.Pixels(number).CopyTo(file, 54);
        return file;
    }

    private sealed class ImageRow
    {
        public string Label { get; set; } = "";

        public byte[] Features { get; set; } = [];
    }
}
