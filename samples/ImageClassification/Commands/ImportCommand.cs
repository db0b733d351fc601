using System.CommandLine;
using System.Globalization;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>import</c>: what network a file of weights holds, and the same as a file that tells it itself.</summary>
internal static class ImportCommand
{
    internal static Command Create(Terminal terminal)
    {
        var file = new Argument<FileInfo>("FILE")
        {
            Description = "Weights: safetensors, or a PyTorch checkpoint (.pth, .pt, .th) of timm, Cadene, "
                + "moskomule or torchvision. Nothing in it is run."
        };
        var flavor = new Option<SeNetFlavor?>("--flavor")
        {
            Description = $"Whose conventions hold, where the names do not tell: {string.Join(", ", Enum.GetNames<SeNetFlavor>())}.",
            HelpName = "NAME",
        };
        var output = new Option<FileInfo?>("--output")
        {
            Description = "Write the weights as safetensors under timm's names, with all that must be known of them, "
                + "for train --from and for Python.", HelpName = "FILE"
        };
        var command = new Command(
            "import", "Tell what network a file of weights holds; names that are missing, unexpected or of another shape are all listed.")
            { file, flavor, output };
        command.SetAction(result =>
        {
            Run(terminal, result.GetRequiredValue(file), result.GetValue(flavor), result.GetValue(output));
            return 0;
        });
        return command;
    }

    private static void Run(Terminal terminal, FileInfo file, SeNetFlavor? flavor, FileInfo? output)
    {
        if (!file.Exists)
            throw new FileNotFoundException($"Weights '{file}': expected a file of weights, got no such file. Check the path.");
        var weights = SeNetWeights.FromFile(file.FullName, flavor);
        terminal.Facts(
        [
            ("file", $"{file} ({file.Length / 1e6:0.0} MB)"),
            ("network", $"{weights}"),
            ("conventions", Conventions(weights)),
            ("classes", Classes(weights)),
            ("pictures", Pictures(weights)),
        ]);
        if (output is null)
            return;
        weights.Save(WeightsFile.Checked(output, WeightsFile.Safetensors).FullName);
        terminal.Facts([("written", $"{output}: train --from {output} starts from it")]);
    }

    private static string Conventions(SeNetWeights weights)
    {
        var network = weights.Network;
        return $"{weights.Flavor?.ToString() ?? "this library's"}: stride {network.Stride}, stem pooling {network.StemPooling}, "
            + $"shortcuts {network.Shortcut}{(network.ReluBeforeExcitation ? ", ReLU before excitation" : "")}";
    }

    private static string Classes(SeNetWeights weights) =>
        $"{weights.Network.Classes}"
        + $"{(weights.Labels is { } labels ? $": {string.Join(", ", labels.Take(InfoCommand.ClassesShown))}{
            (labels.Count > InfoCommand.ClassesShown ? ", …" : "")}" : ", without names")}";

    private static string Pictures(SeNetWeights weights) => string.Create(
        CultureInfo.InvariantCulture,
        $"{
            (weights.Evaluation is { } evaluation ? $"{evaluation.ImageSize}×{evaluation.ImageSize} pixels"
            : "of a size that the file does not tell")}, "
        + $"{weights.Normalization}{(weights.Flavor is null ? "" : " (assumed)")}");
}
