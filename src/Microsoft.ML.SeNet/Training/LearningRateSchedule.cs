namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The learning rate of each step: a linear warm-up (Goyal et al., https://arxiv.org/abs/1706.02677, section 2.2), then half a cosine down
/// to <paramref name="Final"/> (Loshchilov, Hutter, https://arxiv.org/abs/1608.03983, eq. 5 without restarts).
/// </summary>
/// <param name="Peak">The rate at the end of the warm-up.</param>
/// <param name="Final">The rate that the cosine ends at.</param>
/// <param name="WarmupSteps">Steps of the warm-up; the first has Peak / WarmupSteps.</param>
/// <param name="TotalSteps">All steps of the training.</param>
internal sealed record LearningRateSchedule(double Peak, double Final, long WarmupSteps, long TotalSteps)
{
    /// <summary>The rate of a step, counted from 0.</summary>
    internal double At(long step)
    {
        if (step < WarmupSteps)
            return Peak * (step + 1) / WarmupSteps;
        var done = (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
        return Final + ((Peak - Final) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, done))));
    }
}
