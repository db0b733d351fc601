using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.InterruptedTraining;

/// <summary>An experiment of seconds on the pictures of <see cref="SmallTraining"/>.</summary>
public static class SmallExperiment
{
    private const int ValidationPictures = 6;

    public static SeResNetExperimentSettings Settings(Action<SeResNetExperimentSettings>? change = null)
    {
        var settings = new SeResNetExperimentSettings
        {
            TrainerOptions = SmallTraining.Options(),
            SearchSpace = SeResNetSearchSpace.Of(SearchDimension.Choice(nameof(SeResNetTrainer.Options.ReductionRatio), 2, 16, 4)),
            Strategy = SearchStrategy.Grid,
        };
        (settings.TrainerOptions.ValidationFraction, settings.TrainerOptions.EarlyStoppingPatience) = (0, null);
        change?.Invoke(settings);
        return settings;
    }

    /// <summary>Successive halving over two repetitions of all five ratios: the experiment that is killed.</summary>
    public static SeResNetExperimentSettings Halving(string? folder) => Settings(settings =>
    {
        (settings.SearchSpace, settings.Strategy, settings.Repetitions, settings.ExperimentFolder) =
            (SeResNetSearchSpace.ReductionRatios, SearchStrategy.SuccessiveHalving, 2, folder);
        settings.OptimizingMetric = SeResNetMetric.LogLoss;
    });

    public static SeResNetExperimentResult Run(
        MLContext ml, SeResNetExperimentSettings settings, IProgress<SeResNetRun>? progress = null, int validation = ValidationPictures) =>
        ml.MulticlassClassification.CreateSeResNetExperiment(settings)
            .Execute(SmallTraining.Data(ml), validation == 0 ? null : SmallTraining.Data(ml, validation), progressHandler: progress);

    /// <summary>Everything that two equal experiments must share.</summary>
    public static string[] Outcome(SeResNetExperimentResult result) =>
    [
        .. result.RunDetails.Select(
            run => $"{run.Index} {run.Description}: {run.Epochs} epochs, {string.Join(' ', run.RepetitionValues)}, "
                + $"{run.ValidationMetrics?.LogLoss}, {run.Parameters}, {run.Exception?.Message}"),
        $"best {result.BestRun.Index}",
    ];

    /// <summary>Tells of trials on the thread that trains.</summary>
    public sealed class Reports(Action<SeResNetRun> report) : IProgress<SeResNetRun>
    {
        public void Report(SeResNetRun value) => report(value);
    }
}
