namespace Microsoft.ML.SeNet.Training;

/// <summary>A linear warm-up, then steps down, as PyTorch's StepLR; the warm-up counts among the steps before the first of them.</summary>
/// <param name="Peak">The rate at the end of the warm-up.</param>
/// <param name="Factor">What the rate is multiplied by at each step down.</param>
/// <param name="WarmupSteps">Steps of the warm-up; the first has Peak / WarmupSteps.</param>
/// <param name="StepsBetween">Steps of the training between two steps down.</param>
internal sealed record StepSchedule(double Peak, double Factor, long WarmupSteps, long StepsBetween) : LearningRateSchedule
{
    internal override double At(long step) => step < WarmupSteps
        ? Peak * (step + 1) / WarmupSteps
        : Peak * Math.Pow(Factor, step / StepsBetween);
}
