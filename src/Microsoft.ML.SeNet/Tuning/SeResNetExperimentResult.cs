using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet;

/// <summary>What came of an experiment; what <c>ExperimentResult</c> is in ML.NET's AutoML. Holds models until it is disposed.</summary>
public sealed class SeResNetExperimentResult : IDisposable
{
    private readonly ExperimentFolder _folder;
    private readonly SeResNetMetric _metric;

    internal SeResNetExperimentResult(IReadOnlyList<SeResNetRun> runs, SeResNetMetric metric, ExperimentEnd end, ExperimentFolder folder)
    {
        (RunDetails, _metric, End, _folder) = (runs, metric, end, folder);
        BestRun = Best(runs, metric);
    }

    /// <summary>All runs in the order of their numbers, those that failed or were left behind too.</summary>
    public IReadOnlyList<SeResNetRun> RunDetails { get; }

    /// <summary>The best by the optimizing metric among the runs that were trained longest; of equal ones the first.</summary>
    public SeResNetRun BestRun { get; }

    /// <summary>What ended the experiment.</summary>
    public ExperimentEnd End { get; }

    /// <summary>What was optimized.</summary>
    public SeResNetMetric OptimizingMetric => _metric;

    /// <summary>The time that all trainings took.</summary>
    public double RuntimeInSeconds => RunDetails.Sum(run => run.RuntimeInSeconds);

    /// <summary>The runs that may be compared, because no other one was trained longer.</summary>
    public IReadOnlyList<SeResNetRun> ComparableRuns => TrainedLongest(RunDetails);

    /// <summary>The network with the fewest parameters that is nearly as good as the best, among the runs that may be compared.</summary>
    /// <param name="points">
    /// By how many hundredths of the metric it may be worse: 1 is one percentage point of accuracy. At least 0.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The points are below 0 or no number.</exception>
    public SeResNetRun SmallestWithin(double points)
    {
        if (!(points >= 0))
            throw new ArgumentOutOfRangeException(nameof(points), $"Expected 0 or more hundredths of {_metric}, got {points}.");
        // The margin covers what rounding makes of a difference that is exactly the points.
        var least = Score(BestRun) - (points / 100) - 1e-9;
        return ComparableRuns.Where(run => Score(run) >= least).MinBy(run => (run.Parameters, -Score(run), run.Index))!;
    }

    /// <summary>The runs that may be compared and that no other one beats in both the metric and a cost, cheapest first.</summary>
    /// <param name="cost">The cost.</param>
    public IReadOnlyList<SeResNetRun> ParetoFront(RunCost cost) => SeNet.ParetoFront.Of(ComparableRuns, run => cost.Of(run), Score);

    /// <summary>
    /// Whether a run differs from the best by no more than twice the standard error of the difference: then nobody can tell which is
    /// better.
    /// </summary>
    /// <param name="run">A run that may be compared.</param>
    /// <returns>Null where there is no spread to judge by, or where it may not be compared.</returns>
    public bool? IsWithinSpread(SeResNetRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Spread is not { } own || BestRun.Spread is not { } best || !ComparableRuns.Contains(run))
            return null;
        return Math.Abs(run.Value - BestRun.Value) <= 2 * Math.Sqrt(((own * own) + (best * best)) / run.RepetitionValues.Count);
    }

    /// <summary>Writes a table with a line for each run, for spreadsheets and data frames.</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays as it was.</exception>
    public void SaveCsv(string path) => RunTable.SaveCsv(this, path);

    /// <summary>Writes all that is known of the runs, the fronts too, as JSON.</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <exception cref="IOException">It cannot be written; an older one stays as it was.</exception>
    public void SaveJson(string path) => RunTable.SaveJson(this, path);

    /// <summary>Frees the models and lets others use the experiment's folder; a temporary one is deleted.</summary>
    public void Dispose()
    {
        foreach (var run in RunDetails)
            run.DisposeModel();
        _folder.Dispose();
    }

    /// <summary>The best of some runs, of which one at least was measured.</summary>
    internal static SeResNetRun Best(IReadOnlyList<SeResNetRun> runs, SeResNetMetric metric) =>
        TrainedLongest(runs).MaxBy(run => metric.Score(run.Value))!;

    private static List<SeResNetRun> TrainedLongest(IReadOnlyList<SeResNetRun> runs)
    {
        var sound = runs.Where(run => run.Exception is null).ToList();
        var top = sound.Max(run => run.Record.Rungs.Count);
        return [.. sound.Where(run => run.Record.Rungs.Count == top)];
    }

    private double Score(SeResNetRun run) => _metric.Score(run.Value);
}

/// <summary>What ended an experiment.</summary>
public enum ExperimentEnd
{
    /// <summary>Everything that was planned is done.</summary>
    Completed,

    /// <summary>The time budget is spent; with a larger one the folder goes on.</summary>
    TimeBudget,

    /// <summary>It was canceled; the folder goes on when asked to.</summary>
    Canceled,
}
