namespace Microsoft.ML.SeNet;

/// <summary>A label and how probable the model takes it to be.</summary>
/// <param name="Label">The label's value as text.</param>
/// <param name="Probability">In [0, 1]; those of all labels of a picture sum to 1.</param>
public readonly record struct LabelProbability(string Label, float Probability);
