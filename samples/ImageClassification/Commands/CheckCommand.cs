using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>check</c>: what is wrong with a folder of pictures, before it is trained on.</summary>
internal static class CheckCommand
{
    private static readonly JsonSerializerOptions s_readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR")
            { Description = "Pictures: DIR/train/CLASS/…, with val and test beside train where they are there, or DIR/CLASS/…" };
        var size = Options.OptionalNumber(
            "--size", "The side of the square that the network will see, in pixels: tells of smaller pictures.", 8, 8192);
        var alike = Options.OptionalFraction("--look-alikes",
            "From what correlation on pictures are told of as look-alikes. Unless given: "
            + $"{ImageFolderCheckOptions.DefaultNearDuplicateCorrelation}; 0.995 for pictures that are much alike by their nature.", 0, 1);
        var json = new Option<string?>("--json")
            { Description = "Write the whole report to FILE too, with every file that is concerned.", HelpName = "FILE" };
        var command = new Command("check",
            $"Look for what is wrong with a folder of pictures before hours of training. Exit code {App.Failed} where there are errors.")
            { folder, size, alike, json };
        command.SetAction(result =>
        {
            using var interrupt = new Interrupt(terminal);
            var ml = Models.Context(terminal, seed: null, result.IsVerbose());
            var report = Check(terminal, ml, result.GetRequiredValue(folder), new ImageFolderCheckOptions
            {
                InputSize = result.GetValue(size),
                NearDuplicateCorrelation = result.GetValue(alike) ?? ImageFolderCheckOptions.DefaultNearDuplicateCorrelation,
                CancellationToken = interrupt.Token,
            });
            terminal.Report(report);
            if (result.GetValue(json) is { } file)
                WholeFile.Write(file, stream => JsonSerializer.Serialize(stream, report, s_readable));
            return report.HasErrors ? App.Failed : 0;
        });
        return command;
    }

    private static ImageFolderReport Check(Terminal terminal, MLContext ml, string folder, ImageFolderCheckOptions options)
    {
        ImageFolderReport Check(ImageFolderCheckOptions options) => ml.Data.CheckImageFolder(folder, testFolder: null, options);
        if (!terminal.IsInteractive)
            return Check(options);
        return terminal.Console.Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask("looking at pictures");
            return Check(options with { ProgressCallback = progress => bar.MaxValue(progress.Total).Value(progress.Done) });
        });
    }
}
