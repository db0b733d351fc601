namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>What a model says about one picture whose class is known.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">Its class.</param>
/// <param name="Predicted">The most probable class to the model.</param>
/// <param name="Probability">That of the predicted class.</param>
/// <param name="TrueProbability">That of its own class.</param>
internal sealed record ScoredPicture(string Path, string Label, string Predicted, double Probability, double TrueProbability)
{
    // ML.NET's log-loss reckons with no less.
    private const double LeastProbability = 1e-15;

    internal bool IsMistake => Predicted != Label;

    /// <summary>−ln p of its own class: what the picture adds to the log-loss.</summary>
    internal double Loss => -Math.Log(Math.Max(TrueProbability, LeastProbability));
}
