namespace Microsoft.ML.SeNet.Tuning;

/// <summary>All that is known of a trial, as it stands in the experiment's folder.</summary>
internal sealed record TrialRecord
{
    public required int Index { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Configuration { get; init; }

    /// <summary>Trainable numbers of its network; 0 before it was built.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds for one picture, those of the scaling included.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>What came of each rung that it has climbed.</summary>
    public IReadOnlyList<RungRecord> Rungs { get; init; } = [];

    /// <summary>Why it can go no further; null where it can.</summary>
    public string? Failure { get; init; }

    /// <summary>The median time to score one picture.</summary>
    public double? LatencyMilliseconds { get; init; }

    /// <summary>All of the model but weights and labels.</summary>
    public string? Description { get; init; }

    internal int Epochs => Rungs.Count == 0 ? 0 : Rungs[^1].Epochs;

    internal double Seconds => Rungs.Sum(rung => rung.Seconds);

    internal TrialProgress Progress(SeResNetMetric metric) => new([.. Rungs.Select(rung => metric.Score(rung.Value))], Failure is not null);
}

/// <summary>A trial at one rung.</summary>
/// <param name="Epochs">How many epochs it has had.</param>
/// <param name="Value">The optimizing metric: the mean over the repetitions.</param>
/// <param name="Repetitions">The metric of each repetition, over all its folds.</param>
/// <param name="Seconds">The time from the rung below.</param>
internal sealed record RungRecord(int Epochs, double Value, IReadOnlyList<double> Repetitions, double Seconds)
{
    /// <summary>The standard deviation of one repetition; null where there is only one.</summary>
    internal double? Spread =>
        Repetitions.Count < 2
            ? null
            : Math.Sqrt(Repetitions.Sum(value => Math.Pow(value - Repetitions.Average(), 2)) / (Repetitions.Count - 1));
}
