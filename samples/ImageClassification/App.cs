using System.CommandLine;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Commands;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>The command line: its verbs, and what becomes of their failures.</summary>
internal static class App
{
    internal const int Failed = 1;

    /// <summary>The exit code of a program that Ctrl-C ended.</summary>
    internal const int Interrupted = 130;

    private const string Description = """
        Trains a squeeze-and-excitation ResNet on a folder of pictures, and uses it.

        Start with:  train --data PICTURES --output RESULTS
        where PICTURES has one folder for each class, and then:  predict RESULTS/model.zip PICTURE
        Without --data, train draws pictures of its own.
        """;

    private static readonly Option<bool> s_verbose = new("--verbose")
        { Description = "Show what ML.NET logs, and the whole story of an error.", Recursive = true };

    internal static int Run(string[] args, Terminal terminal)
    {
        var root = new RootCommand(Description)
        {
            s_verbose,
            CheckCommand.Create(terminal),
            TrainCommand.Create(terminal),
            TuneCommand.Create(terminal),
            FindRateCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            PredictCommand.Create(terminal),
            InfoCommand.Create(terminal),
            ImportCommand.Create(terminal),
            ExportModelCommand.Create(terminal),
            AugmentCommand.Create(terminal),
            ExportCommand.CreateFashionMnist(terminal),
            ExportCommand.CreateDrawn(terminal),
            QuickStartCommand.Create(terminal),
        };
        var command = root.Parse(args);
        try
        {
            return command.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = terminal.Out, Error = terminal.Error });
        }
        catch (Exception e) when (!command.GetValue(s_verbose))
        {
            terminal.Fail(Explanation(e));
            return e is OperationCanceledException ? Interrupted : Failed;
        }
    }

    /// <summary>Whether the user asked for everything.</summary>
    internal static bool IsVerbose(this ParseResult result) => result.GetValue(s_verbose);

    // What the code means to say to its user is one line; anything else is a fault of the program's, and its kind belongs to the message.
    private static string Explanation(Exception e)
    {
        var cause = BadPicture(e) ?? (e is AggregateException { InnerExceptions.Count: 1 } ? e.InnerException! : e);
        var line = cause.Message.ReplaceLineEndings(" ");
        return IsExpected(cause) ? line : $"{cause.GetType().Name}: {line} (--verbose tells where)";
    }

    // ML.NET wraps what its reading threads meet, and its own words do not name the picture.
    private static BadPictureException? BadPicture(Exception? e) =>
        e is null ? null : e as BadPictureException ?? BadPicture(e.InnerException);

    private static bool IsExpected(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or InvalidDataException or FormatException
            or OperationCanceledException or NotSupportedException
            or BadPictureException or TrainingDivergedException;
}
