using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>What is optimized against what it costs: one panel for each cost, the Pareto front in color.</summary>
internal static class ParetoPlot
{
    private const double Width = 1180;
    private const double Height = 420;
    private const double PanelWidth = 300;
    private const string Front = "#2563eb";
    private const string Others = "#9ca3af";

    private static readonly (RunCost Cost, string Title, double Unit)[] s_costs =
    [
        (RunCost.Parameters, "parameters (thousands)", 1e3), (RunCost.MultiplyAdds, "multiply-adds (thousands)", 1e3),
        (RunCost.Latency, "one picture (microseconds)", 1e-3),
    ];

    /// <summary>Draws the runs that may be compared; with repetitions a line shows their standard deviation.</summary>
    internal static Svg Draw(string title, SeResNetExperimentResult result)
    {
        var svg = new Svg(Width, Height, title);
        svg.Text(24, 32, title, bold: true, size: 16);
        svg.Text(Width - 24, 32, "blue: Pareto front, no other network is both better and cheaper", Svg.Quiet, "end", 12);
        var low = result.ComparableRuns.Min(run => run.Value - (run.Spread ?? 0));
        var high = result.ComparableRuns.Max(run => run.Value + (run.Spread ?? 0));
        var margin = Math.Max(0.005, (high - low) * 0.15);
        foreach (var (index, (cost, name, unit)) in s_costs.Index())
            DrawPanel(svg, 70 + (index * (PanelWidth + 85)), (low - margin, high + margin), result, cost, name, unit);
        return svg;
    }

    private static void DrawPanel(
        Svg svg, double left, (double Low, double High) values, SeResNetExperimentResult result, RunCost cost, string name, double unit)
    {
        var points = result.ComparableRuns.Select(run => (Run: run, Cost: CostOf(run, cost) / unit)).ToList();
        var (low, high) = (points.Min(point => point.Cost), points.Max(point => point.Cost));
        var margin = high > low ? (high - low) * 0.12 : Math.Max(1, high * 0.01);
        var panel = new Panel(svg, (left, 90, PanelWidth, 260), (low - margin, high + (2.5 * margin)), values,
            result.OptimizingMetric.ToString(), name, tick => $"{tick:0.###}");
        var front = result.ParetoFront(cost).ToList();
        panel.Curve([.. front.Select(run => (CostOf(run, cost) / unit, run.Value))], Front, marks: false);
        foreach (var (run, x) in points.OrderBy(point => front.Contains(point.Run)))
        {
            panel.Mark(x, run.Value, run.Spread ?? 0, front.Contains(run) ? Front : Others, run == result.BestRun ? 6 : 4);
            panel.Label(x, run.Value, Short(run));
        }
    }

    private static double CostOf(SeResNetRun run, RunCost cost) => cost switch
    {
        RunCost.MultiplyAdds => run.MultiplyAdds,
        RunCost.Latency => run.LatencyMilliseconds ?? 0,
        _ => run.Parameters,
    };

    /// <summary>"r = 4" where nothing else is searched, else the run's number, which the table explains.</summary>
    private static string Short(SeResNetRun run) =>
        run.Configuration is { Count: 1 } && run.Configuration.TryGetValue("ReductionRatio", out var ratio) ? $"r = {ratio}"
        : run.Description == "plain" ? "plain"
        : $"{run.Index}";
}
