using Microsoft.ML.SeNet;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>A check of a folder of pictures as tables: its classes, and each kind of finding with the first few files.</summary>
internal static class CheckTables
{
    private const int ClassesShown = 50;
    private const int FindingsShown = 3;
    private const int FilesShown = 3;

    internal static void Report(this Terminal terminal, ImageFolderReport report)
    {
        terminal.Console.Write(Classes(report));
        if (report.Classes.Count > ClassesShown)
            terminal.Say($"… and {report.Classes.Count - ClassesShown} more classes.");
        terminal.Facts(
        [
            ("pictures", Pictures(report)),
            ("usual size", $"{report.MedianWidth}×{report.MedianHeight} pixels"),
            ("balance", $"the largest class has {report.ImbalanceRatio:0.#} times the pictures of the smallest"),
        ]);
        if (report.Findings.Count > 0)
            terminal.Console.Write(Findings(report));
        else
            terminal.Say("Nothing was found that training would suffer from.");
    }

    /// <summary>How many, and which folder was taken for what.</summary>
    private static string Pictures(ImageFolderReport report)
    {
        (string Use, string? Folder, int Count)[] parts =
        [
            ("to train", report.TrainFolder, report.TrainCount), ("to validate", report.ValidationFolder, report.ValidationCount),
            ("to test", report.TestFolder, report.TestCount),
        ];
        var there = parts.Where(part => part.Folder is not null).ToArray();
        var told = there.Length == 1
            ? $"{report.TrainCount:N0}"
            : string.Join(", ", there.Select(part => $"{part.Count:N0} {part.Use} in '{Path.GetFileName(part.Folder)}'"));
        return report.Layout.Length > 0 ? $"{told}; {report.Layout}" : told;
    }

    private static Table Classes(ImageFolderReport report)
    {
        (string Name, bool IsThere, Func<ImageFolderClass, int> Count)[] parts =
        [
            ("train", true, one => one.Train), ("validation", report.ValidationFolder is not null, one => one.Validation),
            ("test", report.TestFolder is not null, one => one.Test),
        ];
        var table = new Table().Border(TableBorder.Simple).AddColumn("class");
        foreach (var part in parts.Where(part => part.IsThere))
            table.AddColumn(new TableColumn(part.Name).RightAligned());
        foreach (var one in report.Classes.Take(ClassesShown))
            table.AddRow([new Text(one.Label), .. parts.Where(part => part.IsThere).Select(part => new Text($"{part.Count(one):N0}"))]);
        return table;
    }

    private static Table Findings(ImageFolderReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("").NoWrap())
            .AddColumn(new TableColumn("times").RightAligned());
        table.AddColumn("found").AddColumn("for example");
        foreach (var (title, findings) in report.ByKind())
        {
            table.AddRow(
                Severity(findings[0].Severity),
                new Text($"{findings.Count:N0}"),
                new Text($"{title}.\n{findings[0].Remedy}\n"),
                new Text(string.Join('\n', findings.Take(FindingsShown).Select(Example)) + (findings.Count > FindingsShown ? "\n…" : "")));
        }
        return table;
    }

    private static string Example(ImageFolderFinding finding) =>
        finding.Files.Count == 0
            ? finding.Detail
            : $"{string.Join(", ", finding.Files.Take(FilesShown).Select(file => file.Name))}"
                + $"{(finding.Files.Count > FilesShown ? ", …" : "")}: {finding.Detail}";

    private static Text Severity(ImageFolderSeverity severity) => severity switch
    {
        ImageFolderSeverity.Error => new Text("error", new Style(Color.Red)),
        ImageFolderSeverity.Warning => new Text("warning", new Style(Color.Yellow)),
        _ => new Text("note", new Style(Color.Grey)),
    };
}
