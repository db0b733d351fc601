using SeNetMl.Samples.ImageClassification.Display;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>A terminal that keeps what is written to it, without colors.</summary>
internal sealed class Recorded
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    internal Recorded()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_out) });
        console.Profile.Width = 200;
        Terminal = new Terminal(console, _out, _error);
    }

    internal Terminal Terminal { get; }

    /// <summary>Lines of standard output, without the blanks that pad them.</summary>
    internal string[] Out => Lines(_out);

    internal string[] Error => Lines(_error);

    private static string[] Lines(StringWriter text) =>
        [.. text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line != "")];
}
