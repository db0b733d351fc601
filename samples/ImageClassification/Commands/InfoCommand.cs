using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>info</c>: what is in a model file.</summary>
internal static class InfoCommand
{
    internal const int ClassesShown = 50;

    internal static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var command = new Command("info", "Tell what is in a model: its network, its classes, the columns it reads and writes.") { model };
        command.SetAction(result =>
        {
            Run(terminal, Models.Context(terminal, seed: null, result.IsVerbose()), result.GetRequiredValue(model));
            return 0;
        });
        return command;
    }

    private static void Run(Terminal terminal, MLContext ml, FileInfo file)
    {
        using var model = Models.Load(ml, file);
        var (network, evaluation, summary) = (model.Network.Network, model.Network.Evaluation, model.Network.Summary());
        var labels = model.Network.Labels;
        terminal.Facts(
        [
            ("file", $"{file} ({file.Length / 1e6:0.0} MB)"),
            ("network", $"{network.Name}, {SqueezeExcitation(network)}"),
            ("parameters", $"{summary.Parameters:N0}"),
            ("multiply-adds", $"{summary.MultiplyAdds:N0} a picture"),
            ("pictures", $"{evaluation.ImageSize}×{evaluation.ImageSize} pixels, "
                + $"the middle {Tables.Percent(evaluation.CropFraction)} of the shorter side"),
            ("classes", $"{labels.Count}: {string.Join(", ", labels.Take(ClassesShown))}{(labels.Count > ClassesShown ? ", …" : "")}"),
            ("reads", Columns(model.InputSchema)),
            ("writes", Columns(model.Model.GetOutputSchema(model.InputSchema).Where(
                column => !column.IsHidden && model.InputSchema.GetColumnOrNull(column.Name) is null))),
            ("training", string.Join(", ", model.Network.TrainingNotes.Select(note => $"{note.Key} {note.Value}"))),
            ("this program", string.Join(", ", RunFacts.Versions.Select(one => $"{one.Name} {one.Version}"))),
        ]);
    }

    private static string SqueezeExcitation(NetworkOptions network) =>
        network.SqueezeExcitation is { } se
            ? $"squeeze and excitation with r = {se.ReductionRatio}, placement {se.Placement}"
            : "without squeeze and excitation";

    private static string Columns(IEnumerable<DataViewSchema.Column> columns) =>
        string.Join(", ", columns.Select(column => $"{column.Name} ({column.Type})"));
}
