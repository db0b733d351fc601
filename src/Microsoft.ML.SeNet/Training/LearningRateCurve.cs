using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>What the loss did while the learning rate rose.</summary>
public sealed record LearningRateCurve
{
    /// <summary>Each step whose loss was a finite number, in order.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>
    /// The learning rate around which the smoothed loss falls most steeply; null where it falls nowhere that can be seen.
    /// </summary>
    /// <remarks>
    /// Of all stretches of a fifth of the steps, the first tenth and the last five points left out, the one whose line by least squares,
    /// over the logarithm of the rate, falls most steeply, by a thousandth of the loss at least; of its rates the middle one, √(first ·
    /// last).
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

/// <summary>Which learning rates are tried, and in how many steps.</summary>
public sealed class LearningRateFinderOptions
{
    internal const double DefaultStart = 1e-6;
    internal const double DefaultEnd = 10;
    internal const int DefaultSteps = 100;
    internal const int FewestSteps = 20;

    /// <summary>The learning rate of the first step.</summary>
    /// <value>Above 0; 0.000001 unless set.</value>
    public double Start { get; set; } = DefaultStart;

    /// <summary>The learning rate of the last step, if the loss bears it.</summary>
    /// <value>Above <see cref="Start"/>; 10 unless set.</value>
    public double End { get; set; } = DefaultEnd;

    /// <summary>Steps from <see cref="Start"/> to <see cref="End"/>, each multiplying the rate by the same factor.</summary>
    /// <value>At least 20; 100 unless set.</value>
    public int Steps { get; set; } = DefaultSteps;

    /// <summary>A copy that is checked and that nobody changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message names all that are.</exception>
    internal LearningRateFinderOptions Checked()
    {
        var faults = new Faults(nameof(LearningRateFinderOptions));
        faults.Require(double.IsFinite(Start) && Start > 0, nameof(Start), "a number above 0", Start);
        faults.Require(double.IsFinite(End) && End > Start, nameof(End), $"a number above {nameof(Start)}", End);
        faults.Require(Steps >= FewestSteps, nameof(Steps), $"{FewestSteps} or more", Steps);
        faults.ThrowIfAny("options");
        return (LearningRateFinderOptions)MemberwiseClone();
    }
}
