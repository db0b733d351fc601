using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>What a model says about itself.</summary>
/// <param name="Network">Its network.</param>
/// <param name="Summary">The size of it.</param>
/// <param name="Evaluation">What the network sees of a picture.</param>
/// <param name="TrainingNotes">How it came to be.</param>
internal sealed record ModelFacts(
    NetworkOptions Network, NetworkSummary Summary, EvaluationTransform Evaluation, IReadOnlyDictionary<string, string> TrainingNotes)
{
    internal static ModelFacts Of(SeResNetTransformer model) => new(model.Network, model.Summary(), model.Evaluation, model.TrainingNotes);
}
