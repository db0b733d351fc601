namespace Microsoft.ML.SeNet;

/// <summary>What the loss did while the learning rate rose.</summary>
public sealed record LearningRateCurve
{
    /// <summary>Each step whose loss was a finite number, in order.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>The learning rate around which the smoothed loss falls most steeply; null where it falls nowhere that can be seen.</summary>
    /// <remarks>
    /// Of all stretches of a fifth of the steps, the first tenth and the last five points left out, the one whose line by least squares, over the
    /// logarithm of the rate, falls most steeply, by a thousandth of the loss at least; of its rates the middle one, √(first · last).
    /// </remarks>
    public double? Suggestion { get; init; }

    /// <summary>Why there is no <see cref="Suggestion"/> and what to do; null where there is one.</summary>
    public string? NoSuggestion { get; init; }
}

/// <summary>One step of a <see cref="LearningRateCurve"/>.</summary>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The loss of its batch, before the step.</param>
/// <param name="SmoothedLoss">The exponential mean of the losses up to here, with a decay of 0.98, without bias to its start.</param>
public readonly record struct LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss);
