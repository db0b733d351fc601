namespace Microsoft.ML.SeNet.Training;

/// <summary>The learning rate of each step of a training.</summary>
internal abstract record LearningRateSchedule
{
    /// <summary>The rate of a step, counted from 0.</summary>
    internal abstract double At(long step);

    /// <summary>The schedule that the settings ask for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="stepsPerEpoch">Steps of one epoch.</param>
    internal static LearningRateSchedule Of(TrainingSettings settings, int stepsPerEpoch)
    {
        var total = (long)settings.Epochs * stepsPerEpoch;
        var warmup = (long)Math.Round(Math.Min(settings.WarmupEpochs, settings.Epochs / 2.0) * stepsPerEpoch);
        return settings.Schedule switch
        {
            TrainingSchedule.Cosine => new CosineSchedule(settings.LearningRate, settings.FinalLearningRate, warmup, total),
            TrainingSchedule.Step => new StepSchedule(settings.LearningRate, settings.StepFactor, warmup, (long)settings.StepEpochs * stepsPerEpoch),
            TrainingSchedule.OneCycle => new OneCycleSchedule(settings.LearningRate, settings.OneCyclePctStart, settings.OneCycleDivFactor, settings.OneCycleFinalDivFactor, total),
            var other => throw new ArgumentOutOfRangeException(nameof(settings), other, null),
        };
    }

    /// <summary>Half a cosine from one rate to another.</summary>
    /// <param name="from">Where <paramref name="done"/> is 0.</param>
    /// <param name="to">Where <paramref name="done"/> is 1, and beyond.</param>
    /// <param name="done">The share of the way, at least 0.</param>
    private protected static double Cosine(double from, double to, double done) => to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, done))));
}
