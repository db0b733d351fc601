using System.Globalization;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;

namespace SeNetMl.Benchmarks;

/// <summary>
/// Plays successive halving on recorded learning curves: what does it find, and for which part of the epochs of the full grid? Each seed
/// sees a share of the configurations, in an order and with trainings of its own; the grid that it is compared with
/// is that of the same trainings.
/// </summary>
internal static class SearchReplay
{
    private const int Seeds = 20;
    private const double Share = 0.8;

    /// <summary>Where the recorded curves are.</summary>
    internal static string Recorded => Path.Combine(WorkerProcess.Root(), "benchmarks", "search-curves.json");

    internal static int Run(string path)
    {
        var curves = RecordedCurves.Load(path);
        var outcomes = Enumerable.Range(1, Seeds).Select(seed => Play(curves, seed)).ToList();
        Console.WriteLine(Invariant($"{curves.Network}, {curves.Data}"));
        Console.WriteLine(Invariant(
            $"{curves.Curves.Count} recorded trainings of {curves.Epochs} epochs; {Seeds} seeds, each with {
                Share:P0} of {Configurations(curves).Length} configurations"));
        foreach (var (seed, outcome) in outcomes.Index())
            Console.WriteLine(Invariant(
                $"seed {seed + 1}: the grid's best {outcome.Best:0.000}, found {outcome.Found:0.000} ({
                outcome.Configuration}), epochs {outcome.Epochs} of {outcome.GridEpochs}"));
        Console.WriteLine(Invariant(
            $"regret: largest {100 * outcomes.Max(outcome => outcome.Best - outcome.Found):0.00} points; a configuration drawn by chance {
                100 * outcomes.Average(outcome => outcome.Best - outcome.Mean):0.00} points in the mean"));
        Console.WriteLine(
            Invariant($"figure halving_regret_points {100 * outcomes.Average(outcome => outcome.Best - outcome.Found):0.000}"));
        Console.WriteLine(Invariant(
            $"figure halving_share_of_grid_epochs {outcomes.Average(outcome => (double)outcome.Epochs / outcome.GridEpochs):0.000}"));
        return 0;
    }

    /// <summary>One search.</summary>
    internal static Outcome Play(RecordedCurves curves, int seed)
    {
        var chosen = Draw(curves, new Seeds(seed));
        var schedule = RungSchedule.Halving(
            curves.Epochs, minimumEpochs: 1, SeResNetExperimentSettings.DefaultHalvingFactor, chosen.Length);
        var trials = Enumerable.Repeat(new TrialProgress([], false), chosen.Length).ToArray();
        var epochs = new int[chosen.Length];
        while (schedule.Next(trials) is { } step)
        {
            trials[step.Trial] = new TrialProgress([.. trials[step.Trial].Values, BestUntil(chosen[step.Trial], step.Epochs)], false);
            epochs[step.Trial] = step.Epochs;
        }
        var winner = Enumerable.Range(0, chosen.Length).Where(trial => epochs[trial] == curves.Epochs)
            .MaxBy(trial => trials[trial].Values[^1]);
        var ends = chosen.Select(curve => BestUntil(curve, curves.Epochs)).ToList();
        return new Outcome(
            ends.Max(), ends[winner], ends.Average(), chosen[winner].Configuration, epochs.Sum(), chosen.Length * curves.Epochs);
    }

    private static RecordedCurve[] Draw(RecordedCurves curves, Seeds seeds)
    {
        var configurations = Configurations(curves);
        var order = seeds.Shuffle(configurations.Length, "configurations").Take((int)Math.Round(Share * configurations.Length));
        var random = seeds.Stream("trainings");
        return [.. order.Select(index => curves.Curves.Where(curve => curve.Configuration == configurations[index]).ToArray())
            .Select(trainings => trainings[random.NextInt32(trainings.Length)])];
    }

    private static CurveConfiguration[] Configurations(RecordedCurves curves) =>
        [.. curves.Curves.Select(curve => curve.Configuration).Distinct()];

    /// <summary>A trial is measured with the weights that validated best so far.</summary>
    private static double BestUntil(RecordedCurve curve, int epochs) => curve.Accuracy.Take(epochs).Max();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What one search found.</summary>
    /// <param name="Best">The best accuracy of the full grid.</param>
    /// <param name="Found">That of the configuration found.</param>
    /// <param name="Mean">The mean of the grid.</param>
    /// <param name="Configuration">The configuration found.</param>
    /// <param name="Epochs">Epochs spent.</param>
    /// <param name="GridEpochs">Epochs of the full grid.</param>
    internal sealed record Outcome(double Best, double Found, double Mean, CurveConfiguration Configuration, int Epochs, int GridEpochs);
}
