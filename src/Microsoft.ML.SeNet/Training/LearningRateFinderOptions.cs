using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

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
