using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>The runs of an experiment as files for other programs: a CSV with a line a run, and JSON with everything.</summary>
internal static class RunTable
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    internal static void SaveCsv(SeResNetExperimentResult result, string path) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(Csv(result))));

    internal static void SaveJson(SeResNetExperimentResult result, string path) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, Json(result), s_json));

    /// <summary>RFC 4180, but for lines that end in LF; numbers as .NET reads them back exactly.</summary>
    internal static string Csv(SeResNetExperimentResult result)
    {
        var options = result.RunDetails.SelectMany(run => run.Configuration.Keys).Distinct().ToList();
        string[] head =
        [
            "Run", "Network", .. options, "Epochs", "Complete", "Value", "Spread", "MicroAccuracy", "MacroAccuracy", "LogLoss",
            "Parameters", "MultiplyAdds", "LatencyMilliseconds", "RuntimeInSeconds", "Failure",
        ];
        var text = new StringBuilder();
        text.AppendJoin(',', head.Select(Quoted)).Append('\n');
        foreach (var run in result.RunDetails)
        {
            object?[] cells =
            [
                run.Index, run.TrainerName, .. options.Select(name => run.Configuration.GetValueOrDefault(name)),
                run.Epochs, run.IsComplete, run.ValidationMetrics is null ? null : run.Value, run.Spread,
                run.ValidationMetrics?.MicroAccuracy, run.ValidationMetrics?.MacroAccuracy, run.ValidationMetrics?.LogLoss,
                run.Parameters, run.MultiplyAdds, run.LatencyMilliseconds, run.RuntimeInSeconds, run.Exception?.Message,
            ];
            text.AppendJoin(',', cells.Select(cell => Quoted(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))).Append('\n');
        }
        return text.ToString();
    }

    private static Dictionary<string, object?> Json(SeResNetExperimentResult result) => new()
    {
        ["optimizing_metric"] = result.OptimizingMetric.ToString(),
        ["best_run"] = result.BestRun.Index,
        ["ended_by"] = result.End.ToString(),
        ["runtime_in_seconds"] = result.RuntimeInSeconds,
        ["pareto_front"] = Enum.GetValues<RunCost>().ToDictionary(cost => cost.ToString(),
            cost => result.ParetoFront(cost).Select(run => run.Index)),
        ["runs"] = result.RunDetails.Select(run => new Dictionary<string, object?>
        {
            ["run"] = run.Index,
            ["network"] = run.TrainerName,
            ["configuration"] = run.Configuration,
            ["epochs"] = run.Epochs,
            ["complete"] = run.IsComplete,
            ["value"] = run.ValidationMetrics is null ? null : run.Value,
            ["repetitions"] = run.RepetitionValues,
            ["spread"] = run.Spread,
            ["within_spread_of_best"] = result.IsWithinSpread(run),
            ["micro_accuracy"] = run.ValidationMetrics?.MicroAccuracy,
            ["macro_accuracy"] = run.ValidationMetrics?.MacroAccuracy,
            ["log_loss"] = run.ValidationMetrics?.LogLoss,
            ["parameters"] = run.Parameters,
            ["multiply_adds"] = run.MultiplyAdds,
            ["latency_milliseconds"] = run.LatencyMilliseconds,
            ["runtime_in_seconds"] = run.RuntimeInSeconds,
            ["failure"] = run.Exception?.Message,
        }),
    };

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
}
