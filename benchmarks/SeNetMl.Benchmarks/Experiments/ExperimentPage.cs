using System.Globalization;
using System.Text;

namespace SeNetMl.Benchmarks.Experiments;

/// <summary>docs/experiments.md, made of the results.</summary>
internal static class ExperimentPage
{
    private const string Introduction = """
        # Experiments

        What our options do on real pictures, at a scale that two processor cores can bear. Written by `benchmarks/experiments.sh` from
        [benchmarks/results/experiments.csv](../benchmarks/results/experiments.csv), one line a training; a training that is in the file is not
        repeated. The pictures are a JPEG copy of CIFAR-10 (lossy: these are not CIFAR-10's published figures); the test is all of its 10,000 test
        pictures, scored once a training. SE-ResNet-20, batch 128, SGD with Nesterov momentum, rate up to 0.8, cosine, weight decay 5e-4, label
        smoothing 0.1, augmentation `Light`, bfloat16, unless a row says otherwise.

        **Difference** is that to the first row, in points, with twice its standard error over the seeds. Where the error is the larger one, the table
        tells nothing about which is better, and the last column says so.

        """;

    internal static string Of(IReadOnlyList<ExperimentResult> results)
    {
        var text = new StringBuilder(Introduction);
        foreach (var table in ExperimentTables.All)
            Add(text, table, results);
        return text.ToString();
    }

    private static void Add(StringBuilder text, ExperimentTable table, IReadOnlyList<ExperimentResult> results)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {table.Title}\n\n{(table.Text == "" ? "" : table.Text + "\n\n")}");
        var paper = table.PaperColumn is { } heading ? $" {heading} |" : "";
        text.Append(CultureInfo.InvariantCulture,
            $"| | parameters | test accuracy (%), seeds 1, 2, … | mean | difference | beyond the spread |{paper}\n"
            + $"|---|---:|---|---:|---:|---|{(paper == "" ? "" : "---:|")}\n");
        var first = Sample.Of(Of(table.Rows[0], results));
        foreach (var row in table.Rows)
            text.Append(Line(row, Of(row, results), row == table.Rows[0] ? null : first, table.PaperColumn is not null)).Append('\n');
    }

    private static ExperimentResult[] Of(ExperimentTableRow row, IReadOnlyList<ExperimentResult> results) =>
        [.. results.Where(result => result.IsOf(row.Experiment)).OrderBy(result => result.Seed)];

    private static string Line(ExperimentTableRow row, ExperimentResult[] results, Sample? first, bool hasPaper)
    {
        var sample = Sample.Of(results);
        var (difference, isBeyond) = Compared(sample, first);
        string[] cells =
        [
            row.Label,
            results.Length == 0 ? "" : results[0].Parameters.ToString("N0", CultureInfo.InvariantCulture),
            results.Length == 0
                ? "not run yet"
                : string.Join(", ", results.Select(result => result.Accuracy is { } accuracy ? Percent(accuracy) : "diverged")),
            sample is null ? "" : Percent(sample.Mean),
            difference,
            isBeyond,
            .. hasPaper ? new[] { row.Paper ?? "" } : [],
        ];
        return $"|{string.Concat(cells.Select(cell => cell == "" ? " |" : $" {cell} |"))}";
    }

    private static (string Difference, string IsBeyond) Compared(Sample? sample, Sample? first)
    {
        if (sample is null || first is null || sample.Count < 2 || first.Count < 2)
            return ("", "");
        var difference = 100 * (sample.Mean - first.Mean);
        var error = 200 * Math.Sqrt((sample.Variance / sample.Count) + (first.Variance / first.Count));
        return (Invariant($"{difference:+0.00;−0.00} ± {error:0.00}"), Math.Abs(difference) > error ? "yes" : "no");
    }

    private static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
