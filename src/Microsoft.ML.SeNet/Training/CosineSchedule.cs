namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// A linear warm-up (Goyal et al., https://arxiv.org/abs/1706.02677, section 2.2), then half a cosine down
/// to <paramref name="Final"/> (Loshchilov, Hutter, https://arxiv.org/abs/1608.03983, eq. 5 without restarts).
/// </summary>
/// <param name="Peak">The rate at the end of the warm-up.</param>
/// <param name="Final">The rate that the cosine ends at.</param>
/// <param name="WarmupSteps">Steps of the warm-up; the first has Peak / WarmupSteps.</param>
/// <param name="TotalSteps">All steps of the training.</param>
internal sealed record CosineSchedule(double Peak, double Final, long WarmupSteps, long TotalSteps) : LearningRateSchedule
{
    internal override double At(long step) => step < WarmupSteps
        ? Peak * (step + 1) / WarmupSteps
        : Cosine(Peak, Final, (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps));
}
