using System.CommandLine;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verbs <c>export-fashion-mnist</c> and <c>draw-pictures</c>: folders of pictures to train on.</summary>
internal static class ExportCommand
{
    internal const int DefaultPerClass = 1000;

    internal static Command CreateFashionMnist(Terminal terminal)
    {
        var output = Output();
        var source = new Option<string>("--source")
            { Description = "The folder of the four .gz files.", DefaultValueFactory = _ => FashionMnist.DebianFolder, HelpName = "DIR" };
        var command = new Command("export-fashion-mnist",
            "Write the Fashion-MNIST data set out as folders of PNG files: 60,000 to train on, 10,000 to test. "
            + "Does nothing where that is done.")
        {
            output,
            source,
        };
        command.SetAction(result => Run(terminal, FashionMnist.Open(result.GetValue(source)!), result.GetRequiredValue(output)));
        return command;
    }

    internal static Command CreateDrawn(Terminal terminal)
    {
        var output = Output();
        var perClass = Number("--per-class", "How many pictures of each class to draw for training; a fifth of that for testing.",
            DefaultPerClass, 5, 1_000_000);
        var seed = Options.Seed();
        var command = new Command("draw-pictures",
            "Draw pictures of ten kinds of shapes, to train on where no data set can be had. Does nothing where that is done.")
        {
            output,
            perClass,
            seed,
        };
        command.SetAction(
            result => Run(terminal, Drawn(result.GetValue(perClass), result.GetValue(seed)), result.GetRequiredValue(output)));
        return command;
    }

    /// <summary>The drawn pictures of so many for each class.</summary>
    internal static PictureExport Drawn(int perClass, int seed) => DrawnPictures.Describe(perClass, perClass / 5, seed);

    /// <summary>Writes an export with a bar, unless it is there.</summary>
    internal static void Write(Terminal terminal, PictureExport export, string folder)
    {
        using var interrupt = new Interrupt(terminal);
        bool Write(Action<int> written) => export.Write(folder, written, interrupt.Token);
        var fresh = !terminal.IsInteractive
            ? Write(_ => { })
            : terminal.Console.Progress().AutoClear(true).Start(context =>
            {
                var bar = context.AddTask("writing pictures", maxValue: export.Count);
                return Write(_ => bar.Increment(1));
            });
        terminal.Say($"{folder}: {export.Content}{(fresh ? "" : ", there already")}.");
    }

    private static int Run(Terminal terminal, PictureExport export, string folder)
    {
        Write(terminal, export, folder);
        return 0;
    }

    private static Argument<string> Output() => new("OUTPUT") { Description = "The folder to make." };

    private static Option<int> Number(string name, string description, int value, int least, int most) =>
        Options.Number(name, description, value, least, most);
}
