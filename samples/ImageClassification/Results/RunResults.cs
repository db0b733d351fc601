using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>All that came out of a run of <c>train</c> or <c>evaluate</c>.</summary>
/// <param name="Model">The model.</param>
/// <param name="Evaluation">How good it is.</param>
/// <param name="Run">Where the figures come from.</param>
/// <param name="Course">The training; null where there was none.</param>
internal sealed record RunResults(ModelFacts Model, Evaluation Evaluation, RunFacts Run, TrainingCourse? Course)
{
    /// <summary>Draws loss and accuracy over the epochs, where there was a training.</summary>
    internal Svg? Curves() => Course is null
        ? null
        : CurvesPlot.Draw($"{Model.Network.Name}: training", Course.History, Evaluation.Metrics.LogLoss, Evaluation.Metrics.MicroAccuracy);

    /// <summary>The same, as two drawings.</summary>
    internal IReadOnlyList<Svg> HalvesOfCurves() =>
        Course is null ? [] : CurvesPlot.DrawHalves(Course.History, Evaluation.Metrics.LogLoss, Evaluation.Metrics.MicroAccuracy);

    /// <summary>Draws the confusion matrix.</summary>
    internal Svg Confusion() => ConfusionPlot.Draw($"{Model.Network.Name}: {Evaluation.Pictures.Count:N0} test pictures", Evaluation.Labels,
        Evaluation.Metrics.ConfusionMatrix.Counts);
}
