using System.Globalization;

namespace Microsoft.ML.SeNet;

/// <summary>A training whose loss or weights are no longer finite numbers. What was saved before is untouched.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(string what, int epoch, int step, double rate)
        : base(Text(what, epoch, step, rate)) => (What, Epoch, Step, LearningRate) = (what, epoch, step, rate);

    /// <summary>The same, with what stays.</summary>
    internal TrainingDivergedException(TrainingDivergedException inner, string advice)
        : base($"{inner.Message}{advice}", inner) =>
        (What, Epoch, Step, LearningRate) = (inner.What, inner.Epoch, inner.Step, inner.LearningRate);

    /// <summary>What is no longer finite.</summary>
    public string What { get; }

    /// <summary>The epoch in which it happened, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step of that epoch, from 1.</summary>
    public int Step { get; }

    /// <summary>The learning rate of that step.</summary>
    public double LearningRate { get; }

    private static string Text(string what, int epoch, int step, double rate) => string.Create(
        CultureInfo.InvariantCulture,
        $"The training diverged: {what} in epoch {epoch}, step {step}, at learning rate {rate:G4}. Lower Options.LearningRate (a "
        + $"half is a fair start), lengthen Options.WarmupEpochs or clip gradients (Options.GradientClipNorm = 1 is a fair start).");
}
