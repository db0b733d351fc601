using Microsoft.ML.SeNet.Tuning;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Tuning;

/// <summary>Experiments of seconds, on the pictures of <see cref="SmallTraining"/>.</summary>
internal static class SmallExperiment
{
    internal static SeResNetExperimentSettings Settings(Action<SeResNetExperimentSettings>? change = null)
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

    internal static SeResNetExperimentResult Run(MLContext ml, SeResNetExperimentSettings settings, IProgress<SeResNetRun>? progress = null, int validation = 6) =>
        ml.MulticlassClassification.CreateSeResNetExperiment(settings).Execute(SmallTraining.Data(ml), validation == 0 ? null : SmallTraining.Data(ml, validation), progressHandler: progress);

    /// <summary>Everything that two equal experiments must share.</summary>
    internal static string[] Outcome(SeResNetExperimentResult result) =>
    [
        .. result.RunDetails.Select(run => $"{run.Index} {run.Description}: {run.Epochs} epochs, {string.Join(' ', run.RepetitionValues)}, {run.ValidationMetrics?.LogLoss}, {run.Parameters}, {run.Exception?.Message}"),
        $"best {result.BestRun.Index}",
    ];

    /// <summary>Collects reports as they come.</summary>
    internal sealed class Reports : List<SeResNetRun>, IProgress<SeResNetRun>
    {
        public void Report(SeResNetRun value) => Add(value);
    }
}
