using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>Where the sample writes: tables and bars to one stream, failures to the other.</summary>
/// <param name="Console">Standard output, with colors where it has them.</param>
/// <param name="Out">The same, for text as it is.</param>
/// <param name="Error">Standard error.</param>
/// <param name="ColorsErrors">Whether failures may be red.</param>
internal sealed record Terminal(IAnsiConsole Console, TextWriter Out, TextWriter Error, bool ColorsErrors = false)
{
    private const int WidthOfFiles = 160;

    internal bool IsInteractive => Console.Profile.Capabilities.Interactive && Console.Profile.Capabilities.Ansi;

    internal static Terminal OfThisProcess()
    {
        var console = AnsiConsole.Console;
        // A file or a pipe has no edge to break lines at.
        if (System.Console.IsOutputRedirected)
            console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        if (System.Console.IsOutputRedirected)
            console.Profile.Width = WidthOfFiles;
        var colors = !System.Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Terminal(console, System.Console.Out, System.Console.Error, colors);
    }

    internal void Say(string line) => Console.WriteLine(line);

    /// <summary>One line, red where colors are, whatever its length.</summary>
    internal void Fail(string line) => Error.WriteLine(ColorsErrors ? $"\e[31m{line}\e[0m" : line);

    /// <summary>Does something that takes a while and cannot tell how far it is.</summary>
    internal T Wait<T>(string what, Func<T> work) => IsInteractive ? Console.Status().Start(what, _ => work()) : work();
}
