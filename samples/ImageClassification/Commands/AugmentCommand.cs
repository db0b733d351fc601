using System.CommandLine;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Sheets;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>augment</c>: what training makes of pictures, on one sheet to look at.</summary>
internal static class AugmentCommand
{
    internal static Command Create(Terminal terminal)
    {
        var files =
            new Argument<FileInfo[]>("FILE") { Description = "Pictures; they are mixed with each other.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output")
            { Description = "The sheet, a PNG file.", DefaultValueFactory = _ => "sheet.png", HelpName = "FILE" };
        var size = Options.Number("--size", "The side of each small picture, in pixels.", 96, 8, 1024);
        var seed = Options.Seed();
        var command = new Command("augment", "Draw a contact sheet of what augmentation makes of pictures.") { files, output, size, seed };
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(output);
            ContactSheet.Save(
                [.. result.GetRequiredValue(files).Select(file => file.ToString())], path, result.GetValue(size), result.GetValue(seed));
            terminal.Say($"{path}: on the left of each row the picture itself; from top to bottom {string.Join(", ", ContactSheet.Rows)}.");
            return 0;
        });
        return command;
    }
}
