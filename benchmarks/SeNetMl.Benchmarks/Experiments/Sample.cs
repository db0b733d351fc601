namespace SeNetMl.Benchmarks.Experiments;

/// <summary>Mean and variance of some trainings' accuracies.</summary>
internal sealed record Sample(int Count, double Mean, double Variance)
{
    /// <summary>Null where there is none, or one diverged: then there is no mean to compare.</summary>
    internal static Sample? Of(IReadOnlyCollection<ExperimentResult> results) =>
        results.Count == 0 || results.Any(result => result.Accuracy is null)
            ? null
            : Of([.. results.Select(result => result.Accuracy!.Value)]);

    internal static Sample Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new(values.Count, mean, values.Count < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
