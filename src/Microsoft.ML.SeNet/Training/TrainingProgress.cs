using System.Globalization;

namespace Microsoft.ML.SeNet;

/// <summary>
/// How far a training is, given to <c>Options.ProgressCallback</c> by the thread that trains, or while pictures are loaded by one of those
/// that load, one at a time.
/// </summary>
public sealed record TrainingProgress
{
    /// <summary>What is being done.</summary>
    public TrainingStage Stage { get; init; }

    /// <summary>The present epoch, from 1; 0 while pictures are loaded and features computed.</summary>
    public int Epoch { get; init; }

    /// <summary>The epochs that were asked for.</summary>
    public int Epochs { get; init; }

    /// <summary>Steps done in this stage of this epoch; pictures while they are loaded and while features are computed.</summary>
    public int Step { get; init; }

    /// <summary>Steps of this stage in one epoch; 0 where nobody knows yet.</summary>
    public int Steps { get; init; }

    /// <summary>Mean training loss of this epoch so far (cross-entropy, with label smoothing where it is on).</summary>
    public double Loss { get; init; }

    /// <summary>Top-1 accuracy in [0, 1] on this epoch's training pictures so far, as they were augmented.</summary>
    public double Accuracy { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>Pictures a second in this stage of this epoch so far.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>
    /// What is left of the whole training at this speed; while pictures are loaded, of the loading, and while features are computed, of
    /// that.
    /// </summary>
    public TimeSpan TimeLeft { get; init; }

    /// <summary>
    /// Once the head is solved: mean cross-entropy of such heads on training pictures that they were not learned from
    /// (cross-validation); null otherwise, and where there are too few pictures to tell.
    /// </summary>
    public double? CrossValidationLoss { get; init; }

    /// <summary>Once the head is solved: top-1 accuracy, in [0, 1], in the same cross-validation.</summary>
    public double? CrossValidationAccuracy { get; init; }

    /// <summary>Mean cross-entropy on the validation pictures; null where there are none and before an epoch's end.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Top-1 accuracy in [0, 1] on the validation pictures; null where there are none and before an epoch's end.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The report as one line for people, such as "epoch 3/12, 45 %: loss 0.512, accuracy 91.2 %,
    /// 71 pictures/s, 2:10 left".</summary>
    public override string ToString()
    {
        var done = Steps > 0 ? string.Create(CultureInfo.InvariantCulture, $", {100.0 * Step / Steps:0} %") : "";
        var speed = string.Create(CultureInfo.InvariantCulture, $"{ImagesPerSecond:0} pictures/s, {Clock(TimeLeft)} left");
        return Stage switch
        {
            TrainingStage.Loading => $"reading pictures{done}: {speed}",
            TrainingStage.Featurizing => $"computing features{done}: {speed}",
            TrainingStage.HeadSolved => CrossValidationAccuracy is { } expected
                ? string.Create(CultureInfo.InvariantCulture, $"last layer solved: accuracy {100 * expected:0.0} % in cross-validation")
                : "last layer solved",
            TrainingStage.Validating => $"epoch {Epoch}/{Epochs}, validating{done}: {speed}",
            _ => string.Create(CultureInfo.InvariantCulture,
                $"epoch {Epoch}/{Epochs}{(Stage == TrainingStage.EpochEnd ? " done" : done)}: loss {Loss:0.000}, "
                + $"accuracy {100 * Accuracy:0.0} %, ")
                + speed,
        };
    }

    private static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}

/// <summary>The stages of a training.</summary>
public enum TrainingStage
{
    /// <summary>Pictures are decoded and stored, once.</summary>
    Loading,

    /// <summary>A step of the training was done.</summary>
    Training,

    /// <summary>A batch of the validation pictures was scored.</summary>
    Validating,

    /// <summary>An epoch has ended, its validation included.</summary>
    EpochEnd,

    /// <summary>The frozen backbone has computed a batch's features, which it does once for each picture.</summary>
    Featurizing,

    /// <summary>The fully connected layer was solved from the features of the frozen backbone, before the first epoch.</summary>
    HeadSolved,
}
