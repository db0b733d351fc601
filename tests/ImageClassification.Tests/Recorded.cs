using SeNetMl.Samples.ImageClassification.Display;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>A terminal that keeps what is written to it, without colors.</summary>
internal sealed class Recorded
{
    private readonly WatchedWriter _out = new();
    private readonly StringWriter _error = new();

    internal Recorded()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_out) });
        console.Profile.Width = 200;
        Terminal = new Terminal(console, _out, _error);
    }

    internal Terminal Terminal { get; }

    /// <summary>Is given what is written to standard output, piece by piece.</summary>
    internal Action<string>? Watcher
    {
        set => _out.Watcher = value;
    }

    /// <summary>Lines of standard output, without the blanks that pad them.</summary>
    internal string[] Out => Lines(_out);

    internal string[] Error => Lines(_error);

    private sealed class WatchedWriter : StringWriter
    {
        internal Action<string>? Watcher { get; set; }

        public override void Write(string? value)
        {
            base.Write(value);
            Watcher?.Invoke(value ?? "");
        }
    }

    private static string[] Lines(StringWriter text) =>
        [.. text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line != "")];
}
