namespace Microsoft.ML.SeNet.Training;

/// <summary>Where a training stands, as numbers. Together with the weights and the momentum it is all that a checkpoint needs.</summary>
internal sealed class TrainingState
{
    /// <summary>Epochs that have ended.</summary>
    public int Epoch { get; set; }

    /// <summary>Steps done of the epoch after those.</summary>
    public int Step { get; set; }

    /// <summary>How the head was solved before the first epoch; null where it was not, or is yet to be.</summary>
    public SolvedHead? Head { get; set; }

    /// <summary>Sums over the pictures of those steps.</summary>
    public RunningMetrics Running { get; set; } = new();

    /// <summary>Each ended epoch.</summary>
    public List<EpochMetrics> History { get; set; } = [];

    /// <summary>Whether early stopping has ended the training.</summary>
    public bool Stopped { get; set; }

    /// <summary>The epoch with the best validation, from 1; 0 for the solved head, and before there is any.</summary>
    public int BestEpoch { get; set; }

    /// <summary>What validated best; null before there is any.</summary>
    internal EpochMetrics? Best =>
        BestEpoch > 0 ? History[BestEpoch - 1] : Head?.Metrics is { ValidationAccuracy: not null } head ? head : null;

    /// <summary>Whether anything was learned.</summary>
    internal bool HasBegun => Epoch > 0 || Step > 0 || Head is not null;

    /// <summary>Whether no further step is to be done.</summary>
    internal bool IsFinished(int epochs) => Stopped || Epoch >= epochs;
}

/// <summary>Sums of loss and hits over pictures.</summary>
internal sealed class RunningMetrics
{
    public double LossSum { get; set; }

    public long Correct { get; set; }

    public long Count { get; set; }

    internal double Loss => Count == 0 ? 0 : LossSum / Count;

    internal double Accuracy => Count == 0 ? 0 : (double)Correct / Count;

    internal void Add(double meanLoss, long correct, int count)
    {
        LossSum += meanLoss * count;
        Correct += correct;
        Count += count;
    }
}

/// <summary>How one epoch ended.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss, with label smoothing where it is on.</param>
/// <param name="Accuracy">
/// Top-1 accuracy on the augmented training pictures, in [0, 1]; of a mixed picture the class with the larger share counts.
/// </param>
/// <param name="LearningRate">The rate of the last step.</param>
/// <param name="ValidationLoss">Mean cross-entropy on the validation pictures; null where there are none.</param>
/// <param name="ValidationAccuracy">Top-1 accuracy on the validation pictures; null where there are none.</param>
internal sealed record EpochMetrics(int Epoch, double Loss, double Accuracy, double LearningRate, double? ValidationLoss,
    double? ValidationAccuracy)
{
    /// <summary>Whether this epoch's validation beats another's: higher accuracy, at equal accuracy lower loss.</summary>
    internal bool Beats(EpochMetrics? other) =>
        other is null || ValidationAccuracy > other.ValidationAccuracy
            || (ValidationAccuracy == other.ValidationAccuracy && ValidationLoss < other.ValidationLoss);
}
