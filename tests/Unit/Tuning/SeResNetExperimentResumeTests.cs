using Microsoft.ML.SeNet.Tuning;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Tuning;

/// <summary>Experiments that end early and go on from their folder.</summary>
public sealed class SeResNetExperimentResumeTests : TensorTest, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiment-").FullName;
    private readonly MLContext _ml = new(SmallTraining.Seed);

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Fact]
    public void Execute_FinishedFolder_TrainsNothingAndGivesTheSame()
    {
        var told = 0;
        var settings = Settings();
        using var first = SmallExperiment.Run(_ml, settings);
        settings.TrainerOptions.ProgressCallback = progress => told += progress.Stage == TrainingStage.Loading ? 0 : 1;

        using var second = SmallExperiment.Run(_ml, settings);

        Assert.Equal(SmallExperiment.Outcome(first), SmallExperiment.Outcome(second));
        Assert.Equal(first.RunDetails.Select(run => (run.LatencyMilliseconds, run.RuntimeInSeconds)),
            second.RunDetails.Select(run => (run.LatencyMilliseconds, run.RuntimeInSeconds)));
        Assert.Equal(Training.Fits.Weights((SeResNetTransformer)first.BestRun.Model!),
            Training.Fits.Weights((SeResNetTransformer)second.BestRun.Model!));
        Assert.Equal(0, told);
        Assert.Empty(Directory.GetFiles(_folder, "*.ckpt"));
    }

    [Fact]
    public void Execute_CancelledAgainAndAgain_GivesTheSame()
    {
        string[] expected;
        using (var whole = SmallExperiment.Run(_ml, Settings(one => one.ExperimentFolder = null)))
            expected = SmallExperiment.Outcome(whole);
        for (var steps = 2; steps < 12; steps += 3)
        {
            using var cancel = new CancellationTokenSource();
            var (left, settings) = (steps, Settings(one => one.CancellationToken = cancel.Token));
            settings.TrainerOptions.ProgressCallback = progress =>
            {
                if (progress.Stage == TrainingStage.Training && --left == 0)
                    cancel.Cancel();
            };
            Record.Exception(() => SmallExperiment.Run(_ml, settings).Dispose());
        }

        using var result = SmallExperiment.Run(_ml, Settings());

        Assert.Equal(expected, SmallExperiment.Outcome(result));
    }

    [Fact]
    public void Execute_CancelledBetweenRepetitions_TellsOfTheRungBefore()
    {
        using var cancel = new CancellationTokenSource();
        var settings = SmallExperiment.Halving(_folder);
        settings.CancellationToken = cancel.Token;
        settings.TrainerOptions.ProgressCallback = progress =>
        {
            if (progress is { Stage: TrainingStage.EpochEnd, Epoch: SmallTraining.Epochs })
                cancel.Cancel();
        };

        using var result = SmallExperiment.Run(_ml, settings);

        Assert.Equal(ExperimentEnd.Canceled, result.End);
        Assert.All(result.RunDetails, run => Assert.Equal((1, run.Value), (run.Epochs, run.RepetitionValues.Average())));
        Assert.All(result.RunDetails, run => Assert.Equal(run.Value, run.ValidationMetrics!.LogLoss, 10));
    }

    [Fact]
    public void Execute_FolderOfOtherSettings_SaysWhatDiffers()
    {
        SmallExperiment.Run(_ml, Settings()).Dispose();
        var settings = Settings(one => (one.Repetitions, one.TrainerOptions.Epochs, one.MaxExperimentTimeInSeconds) = (2, 4, 1000));

        var e = Assert.Throws<InvalidDataException>(() => SmallExperiment.Run(_ml, settings));

        Assert.Equal(
            $"The experiment folder '{_folder}' belongs to another experiment. Repetitions: expected 1, got 2. "
            + "TrainerOptions.Epochs: expected 3, got 4. Restore these, or name another folder.", e.Message);
    }

    [Fact]
    public void Execute_FolderOfOtherData_SaysSo()
    {
        SmallExperiment.Run(_ml, Settings()).Dispose();

        var e = Assert.Throws<InvalidDataException>(() => SmallExperiment.Run(_ml, Settings(), validation: 4));

        Assert.Matches(
            $"^The experiment folder '{_folder}' belongs to another experiment. Data: expected 16 pictures of SHA-256 [0-9a-f]{{64}}, "
            + "validation on 6 of SHA-256 [0-9a-f]{64}, got 16 pictures of SHA-256 [0-9a-f]{64}, validation on 4 of SHA-256 [0-9a-f]{64}. "
            + "Restore these, or name another folder.$", e.Message);
    }

    [Fact]
    public void Execute_FolderInUse_SaysSo()
    {
        using var folder = new ExperimentFolder(_folder);

        var e = Assert.Throws<IOException>(() => SmallExperiment.Run(_ml, Settings()));

        Assert.StartsWith(
            $"The experiment folder '{_folder}' cannot be used: expected no other experiment at work there, got a locked folder (",
            e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_DamagedTrial_SaysWhichFile()
    {
        SmallExperiment.Run(_ml, Settings()).Dispose();
        File.WriteAllText(Path.Combine(_folder, "trial-001.json"), "{");

        var e = Assert.Throws<InvalidDataException>(() => SmallExperiment.Run(_ml, Settings()));

        Assert.StartsWith($"The experiment folder '{_folder}' is damaged: expected a trial in 'trial-001.json', got something else (",
            e.Message, StringComparison.Ordinal);
        Assert.EndsWith("Delete that file to run the trial again.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_CutScores_SaysWhichFile()
    {
        SmallExperiment.Run(_ml, Settings(one => one.Strategy = SearchStrategy.Grid)).Dispose();
        File.WriteAllBytes(Path.Combine(_folder, "trial-001-epoch3.scores"), new byte[8]);

        var e = Assert.Throws<InvalidDataException>(() => SmallExperiment.Run(_ml, Settings(one => one.Strategy = SearchStrategy.Grid)));

        Assert.Equal(
            $"The experiment folder '{_folder}' is damaged: expected 12 scores in 'trial-001-epoch3.scores', got 2. "
            + "Delete 'trial-001.json' to run the trial again.", e.Message);
    }

    [Fact]
    public void Execute_FailedTrial_IsNotTriedAgain()
    {
        var settings = Settings(one => one.SearchSpace = SeResNetSearchSpace.Of(
            SearchDimension.Choice(nameof(SeResNetTrainer.Options.LearningRate), 1e30, 0.02)));
        SmallExperiment.Run(_ml, settings).Dispose();
        var reports = 0;

        using var result = SmallExperiment.Run(_ml, settings, new SmallExperiment.Reports(_ => reports++));

        Assert.StartsWith("TrainingDivergedException: ",
            result.RunDetails.Single(run => run.Description == "LearningRate 1E+30").Exception!.Message, StringComparison.Ordinal);
        Assert.Equal(0, reports);
    }

    [Fact]
    public void Execute_NoSeed_KeepsTheFolders()
    {
        var ml = new MLContext();
        using var first = SmallExperiment.Run(ml, Settings(one => one.Strategy = SearchStrategy.Random));
        using var second = SmallExperiment.Run(new MLContext(), Settings(one => one.Strategy = SearchStrategy.Random));

        Assert.Equal(SmallExperiment.Outcome(first), SmallExperiment.Outcome(second));
    }

    [Fact]
    public void Dispose_TemporaryFolder_IsDeletedAndModelsAreGone()
    {
        var result = SmallExperiment.Run(_ml, Settings(one => (one.ExperimentFolder, one.MaxTrials) = (null, 2)));
        _ = result.RunDetails[0].Model;
        result.Dispose();

        Assert.Throws<ObjectDisposedException>(() => result.RunDetails[1].Model);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private SeResNetExperimentSettings Settings(Action<SeResNetExperimentSettings>? change = null) => SmallExperiment.Settings(settings =>
    {
        (settings.ExperimentFolder, settings.Strategy) = (_folder, SearchStrategy.SuccessiveHalving);
        change?.Invoke(settings);
    });
}
