namespace Microsoft.ML.SeNet.Training;

/// <summary>The learning rate of each step of a training.</summary>
internal abstract record LearningRateSchedule
{
    /// <summary>The rate of a step, counted from 0.</summary>
    internal abstract double At(long step);

    /// <summary>The schedule that the options ask for.</summary>
    /// <param name="options">The training's.</param>
    /// <param name="stepsPerEpoch">Steps of one epoch.</param>
    internal static LearningRateSchedule Of(TrainingOptions options, int stepsPerEpoch)
    {
        var total = (long)options.Epochs * stepsPerEpoch;
        var warmup = (long)Math.Round(Math.Min(options.WarmupEpochs, options.Epochs / 2.0) * stepsPerEpoch);
        return options.Schedule switch
        {
            TrainingSchedule.Cosine => new CosineSchedule(options.LearningRate, options.FinalLearningRate, warmup, total),
            TrainingSchedule.Step => new StepSchedule(options.LearningRate, options.StepFactor, warmup,
                (long)options.StepEpochs * stepsPerEpoch),
            TrainingSchedule.OneCycle => new OneCycleSchedule(options.LearningRate, options.OneCyclePctStart, options.OneCycleDivFactor,
                options.OneCycleFinalDivFactor, total),
            var other => throw new ArgumentOutOfRangeException(nameof(options), other, null),
        };
    }

    /// <summary>Half a cosine from one rate to another.</summary>
    /// <param name="from">Where <paramref name="done"/> is 0.</param>
    /// <param name="to">Where <paramref name="done"/> is 1, and beyond.</param>
    /// <param name="done">The share of the way, at least 0.</param>
    private protected static double Cosine(double from, double to, double done) =>
        to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, done))));
}

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

/// <summary>
/// Half a cosine up from Peak / Div, then half a cosine down to Peak / Div / FinalDiv (Smith, Topin, https://arxiv.org/abs/1708.07120), as
/// PyTorch's OneCycleLR with anneal_strategy "cos" and cycle_momentum off.
/// </summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="PctStart">The share of the training that goes up, 0 to 1.</param>
/// <param name="Div">Peak over the first rate.</param>
/// <param name="FinalDiv">The first rate over the last.</param>
/// <param name="TotalSteps">All steps of the training.</param>
internal sealed record OneCycleSchedule(double Peak, double PctStart, double Div, double FinalDiv, long TotalSteps) : LearningRateSchedule
{
    internal override double At(long step)
    {
        var (first, top, last) = (Peak / Div, (PctStart * TotalSteps) - 1, (double)(TotalSteps - 1));
        // Where nothing goes up but the very first step, it has the highest rate already.
        return step <= top ? Cosine(first, Peak, top == 0 ? 1 : step / top)
            : top >= last ? Peak
            : Cosine(Peak, first / FinalDiv, (step - top) / (last - top));
    }
}
