using System.CommandLine;
using Microsoft.ML;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>evaluate</c>: how good a model is on a folder of pictures.</summary>
internal static class EvaluateCommand
{
    private const int TopK = 3;

    internal static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var data = new Option<string>("--data") { Description = "Pictures: DIR/test/CLASS/…, or DIR/CLASS/… where there is no DIR/test.", HelpName = "DIR", Required = true };
        var output = new Option<string?>("--output") { Description = "Draw the confusion matrix to DIR/confusion.svg.", HelpName = "DIR" };
        var command = new Command("evaluate", "See how good a model is on a folder of pictures.") { model, data, output };
        command.SetAction(result =>
        {
            Run(terminal, Models.Context(terminal, seed: null, result.IsVerbose()), result.GetRequiredValue(model), result.GetRequiredValue(data), result.GetValue(output));
            return 0;
        });
        return command;
    }

    private static void Run(Terminal terminal, MLContext ml, FileInfo file, string folder, string? output)
    {
        using var model = Models.Load(ml, file);
        var labels = model.Network.Labels;
        var test = DataFolder.OpenTest(ml, folder, labels);
        var scored = model.Model.Transform(ml.Data.LoadFromEnumerable(test));
        var metrics = terminal.Wait("evaluating", () => ml.MulticlassClassification.Evaluate(scored, topKPredictionCount: Math.Min(TopK, labels.Count)));
        terminal.Classes(labels, metrics.ConfusionMatrix);
        terminal.Facts(
        [
            ("pictures", $"{test.Count:N0}"),
            ("accuracy", $"{Tables.Percent(metrics.MicroAccuracy)} (mean over classes {Tables.Percent(metrics.MacroAccuracy)}, among the first {metrics.TopKPredictionCount} {Tables.Percent(metrics.TopKAccuracy)})"),
            ("log-loss", $"{metrics.LogLoss:0.0000}"),
        ]);
        if (output is null)
            return;
        Directory.CreateDirectory(output);
        var path = Path.Combine(output, "confusion.svg");
        ConfusionPlot.Draw($"{model.Network.Network.Name}: {test.Count:N0} pictures", labels, metrics.ConfusionMatrix.Counts).Save(path);
        terminal.Say($"written: {path}");
    }
}
