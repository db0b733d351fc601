using System.Globalization;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Trainer;

/// <summary>What a model says about how it came to be. For people: nothing reads it.</summary>
internal static class TrainingNotes
{
    internal static IReadOnlyDictionary<string, string> Of(TrainingSettings settings, TrainingState state, string? note)
    {
        var last = state.Best ?? state.History.LastOrDefault() ?? state.Head?.Metrics;
        var notes = new OrderedDictionary<string, string>
        {
            ["Library"] = typeof(TrainingNotes).Assembly.GetName().Version?.ToString(3) ?? "",
            ["Epochs"] = Number(state.Epoch),
            ["BatchSize"] = Number(settings.Options.BatchSize),
            ["Optimizer"] = settings.Options.Optimizer.ToString(),
            ["LearningRate"] = Number(settings.Options.LearningRate),
            ["WeightDecay"] = Number(settings.Options.WeightDecay),
            ["LabelSmoothing"] = Number(settings.Options.LabelSmoothing),
            ["Seed"] = Number(settings.Seed),
        };
        if (settings.InitialWeights is { } start)
            (notes["InitialWeights"], notes["Backbone"]) = ($"SHA-256 {start.Sha256}", settings.Options.Backbone.ToString());
        if (state.Head?.CrossValidationAccuracy is { } crossValidated)
            notes["HeadCrossValidationAccuracy"] = crossValidated.ToString("F4", CultureInfo.InvariantCulture);
        if (last is not null)
            notes["TrainingLoss"] = last.Loss.ToString("F4", CultureInfo.InvariantCulture);
        if (last?.ValidationAccuracy is { } accuracy)
            (notes["ValidationAccuracy"], notes["BestEpoch"]) =
                (accuracy.ToString("F4", CultureInfo.InvariantCulture), Number(state.BestEpoch));
        if (note is not null)
            notes["Note"] = note;
        return notes;
    }

    private static string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
