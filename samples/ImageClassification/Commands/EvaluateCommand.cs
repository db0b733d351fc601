using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>evaluate</c>: how good a model is on a folder of pictures.</summary>
internal static class EvaluateCommand
{
    internal static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var data = new Option<string>("--data")
            { Description = "Pictures: DIR/test/CLASS/…, or DIR/CLASS/… where there is no DIR/test.", HelpName = "DIR", Required = true };
        var output = new Option<string?>("--output")
        {
            Description = $"Write the results to DIR: {ResultsFolder.Report}, which shows them all, figures, "
                + "confusion matrix and the worst mistakes.", HelpName = "DIR"
        };
        var command = new Command("evaluate", "See how good a model is on a folder of pictures.") { model, data, output };
        command.SetAction(result =>
        {
            var ml = Models.Context(terminal, seed: null, result.IsVerbose());
            Run(terminal, ml, result.GetRequiredValue(model), result.GetRequiredValue(data),
                result.GetValue(output), CommandLine.Of(result));
            return 0;
        });
        return command;
    }

    private static void Run(Terminal terminal, MLContext ml, FileInfo file, string folder, string? output, string command)
    {
        if (output is not null)
            ResultsFolder.RequireNoTraining(output);
        var clock = Stopwatch.StartNew();
        using var model = Models.Load(ml, file);
        var test = DataFolder.OpenTest(ml, folder, model.Network.Labels);
        var evaluation = terminal.Wait("evaluating", () => Evaluation.Of(ml, model.Model, model.Network.Labels, test));
        if (output is not null)
            ResultsFolder.Write(output, new RunResults(ModelFacts.Of(model.Network), evaluation,
                new RunFacts(command, Seed: null, TimeProvider.System.GetUtcNow(), clock.Elapsed), Course: null));
        terminal.Conclude(evaluation, output is null ? [] : [Conclusion.Folder(output)]);
    }
}
