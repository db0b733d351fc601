using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>
/// How time grows with the size of a work: the sizes take turns, and the figure is the worst of the steps from one to the next, the time's
/// ratio over the size's. 1 is proportional; below it, a larger work is cheaper by the unit.
/// </summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Work">The works' name without the size.</param>
/// <param name="Sizes">From the smallest to the largest.</param>
/// <param name="Amount">How much work a size is.</param>
/// <param name="Threads">How many compute.</param>
internal sealed record GrowthFigure(string Name, string Work, int[] Sizes, Func<int, double> Amount, int Threads) : Figure(Name)
{
    /// <summary>The smallest size, for a look whether it runs.</summary>
    internal override IEnumerable<string> OurWorks => [Named(Sizes[0])];

    internal static GrowthFigure OfBatches(int threads) =>
        Of("growth_batch", GrowthWorks.Batch, [1, 2, 4, 8, 16, 32, 64], batch => batch, threads);

    internal static GrowthFigure OfSides(int threads) =>
        Of("growth_pixels", GrowthWorks.Side, [64, 96, 128, 160, 192, 224, 256, 320], side => (double)side * side, threads);

    internal static GrowthFigure OfPictures(int threads) =>
        Of("growth_pictures", GrowthWorks.Pictures, [1_000, 10_000, 100_000], count => count, threads);

    internal override void Measure(Workers workers, int rounds, double seconds)
    {
        var worker = workers.Ours(Threads);
        var counts = Sizes.Select(size => worker.Repetitions(Named(size), seconds / Sizes.Length)).ToArray();
        var turns = Enumerable.Range(0, rounds)
            .Select(_ => Sizes.Select((size, i) => worker.Seconds(Named(size), counts[i])).ToArray()).ToArray();
        var times = Sizes.Select((_, i) => Report.Median(turns.Select(turn => turn[i]))).ToArray();
        var steps = new double[Sizes.Length - 1];
        for (var i = 0; i < steps.Length; i++)
        {
            // Of neighbors in one turn, so that a machine's moods cancel out.
            steps[i] = Report.Median(turns.Select(turn => turn[i + 1] / turn[i])) / (Amount(Sizes[i + 1]) / Amount(Sizes[i]));
            Report.Line(
                $"{Name}: {Sizes[i]} to {Sizes[i + 1]}: {1000 * times[i]:0.##} to {1000 * times[i + 1]:0.##} ms, {
                    steps[i]:0.000} of proportional");
        }
        Report.Figure(Name, steps.Max());
    }

    private static GrowthFigure Of(string name, string work, int[] sizes, Func<int, double> amount, int threads) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name}_{threads}_thread{(threads == 1 ? "" : "s")}"), work,
            sizes, amount, threads);

    private string Named(int size) => string.Create(CultureInfo.InvariantCulture, $"{Work}{size}");
}
