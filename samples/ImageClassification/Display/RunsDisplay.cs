using System.Globalization;
using Microsoft.ML.SeNet;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>A table of trials that grows while they are trained, where there is a terminal; a line for each measurement
/// where there is none.</summary>
internal sealed class RunsDisplay(Terminal terminal, SeResNetMetric metric) : IProgress<SeResNetRun>
{
    private readonly SortedDictionary<int, SeResNetRun> _runs = [];
    private LiveDisplayContext? _live;
    private string _now = "reading pictures";

    /// <summary>Runs an experiment that reports here, and gives back what it gives.</summary>
    internal T Run<T>(Func<T> search) =>
        !terminal.IsInteractive ? search() : terminal.Console.Live(Table()).AutoClear(true).Start(context =>
        {
            _live = context;
            return search();
        });

    /// <summary>A trial was measured, or has failed.</summary>
    public void Report(SeResNetRun value)
    {
        _runs[value.Index] = value;
        if (_live is null)
            terminal.Say(
                $"{value.Description}: "
                + $"{(value.Exception is { } e ? e.Message.ReplaceLineEndings(" ") : $"{
                    metric} {Number(value.Value)} after {value.Epochs} epochs, {value.RuntimeInSeconds:0} s")}");
        else
            _live.UpdateTarget(Table());
    }

    /// <summary>The training that runs now.</summary>
    internal void Report(TrainingProgress progress)
    {
        _now = progress.Stage == TrainingStage.Loading
            ? $"reading pictures, {progress.Step:N0}"
            : $"epoch {progress.Epoch}, step {progress.Step} of {progress.Steps}, loss {progress.Loss:0.000}, "
                + $"{progress.ImagesPerSecond:N0} pictures/s";
        _live?.UpdateTarget(Table());
    }

    /// <summary>The table of a finished experiment: what each network is worth and what it costs.</summary>
    internal static void Conclude(Terminal terminal, SeResNetExperimentResult result)
    {
        var fronts = Enum.GetValues<RunCost>().Select(cost => result.ParetoFront(cost)).ToArray();
        var table = Started(result.OptimizingMetric);
        foreach (var name in new[] { "parameters", "multiply-adds", "one picture", "front" })
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("remark");
        foreach (var run in result.RunDetails)
        {
            string[] costs = run.Exception is null
                ? [$"{run.Parameters:N0}", $"{run.MultiplyAdds:N0}", $"{run.LatencyMilliseconds:0.00} ms",
                    string.Concat(fronts.Zip("PML").Select(pair => pair.First.Contains(run) ? pair.Second : ' '))]
                : ["", "", "", ""];
            table.AddRow([.. Cells(run).Concat(costs).Append(Remark(result, run)).Select(cell => new Text(cell))]);
        }
        terminal.Console.Write(table);
        terminal.Say("front: P, M, L where no other network is both better and has fewer parameters, fewer multiply-adds or less latency.");
    }

    internal static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Remark(SeResNetExperimentResult result, SeResNetRun run) =>
        run.Exception is { } e ? e.Message.ReplaceLineEndings(" ")
        : run == result.BestRun ? "best"
        : !run.IsComplete ? "left behind"
        : result.IsWithinSpread(run) == true ? "within the spread of the best"
        : "";

    private Table Table()
    {
        var table = Started(metric).Caption(new TableTitle(Markup.Escape(_now)));
        foreach (var run in _runs.Values)
            table.AddRow([.. Cells(run).Select(cell => new Text(cell))]);
        return table;
    }

    private static Table Started(SeResNetMetric metric)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("run").AddColumn("configuration");
        foreach (var name in new[] { "epochs", metric.ToString(), "± spread" })
            table.AddColumn(new TableColumn(name).RightAligned());
        return table;
    }

    private static string[] Cells(SeResNetRun run) =>
        [$"{run.Index}", run.Description, run.Exception is null ? $"{run.Epochs}" : "failed", Number(run.Value),
            run.Spread is { } spread ? Number(spread) : ""];
}
