using System.Globalization;
using System.Text;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>Writes a report as lines of plain text, the same in every culture.</summary>
internal static class ReportText
{
    private const int FindingsShown = 5;
    private const int FilesShown = 4;
    private const int ClassesShown = 50;

    internal static string Of(ImageFolderReport report)
    {
        var text = new StringBuilder();
        foreach (var line in Lines(report))
            text.Append(line).Append('\n');
        return text.ToString();
    }

    private static IEnumerable<string> Lines(ImageFolderReport report) =>
        Head(report).Concat(Classes(report)).Concat(report.ByKind().SelectMany(kind => Findings(kind.Title, kind.Findings)));

    private static IEnumerable<string> Head(ImageFolderReport report)
    {
        yield return "Pictures in "
            + $"'{report.TrainFolder}'{(report.ValidationFolder is { } validation ? $", validation part in '{validation}'" : "")}"
            + $"{(report.TestFolder is { } test ? $", test part in '{test}'" : "")}"
            + $"{(report.Layout.Length > 0 ? $"; {report.Layout}" : "")}";
        yield return Text(
            $"{Counted(report.TrainCount, "picture")}{
                (report.ValidationFolder is null ? "" : Text($" and {report.ValidationCount:N0} to validate"))}{
                (report.TestFolder is null ? "" : Text($" and {report.TestCount:N0} to test"))} of {
                Counted(report.Classes.Count, "class", "classes")}, median size {report.MedianWidth} x {
                report.MedianHeight}, the largest class {report.ImbalanceRatio:0.#} times the smallest");
        yield return string.Join(", ", Enum.GetValues<ImageFolderSeverity>().Select(
            severity => Counted(report.Findings.Count(finding => finding.Severity == severity), severity.ToString().ToLowerInvariant())));
    }

    private static IEnumerable<string> Classes(ImageFolderReport report)
    {
        var width = report.Classes.Take(ClassesShown).Select(one => one.Label.Length).DefaultIfEmpty(0).Max();
        foreach (var one in report.Classes.Take(ClassesShown))
            yield return Text($"  {one.Label.PadRight(width)} {one.Train,9:N0}")
                + (report.TestFolder is null ? "" : Text($" {one.Test,9:N0}"));
        if (report.Classes.Count > ClassesShown)
            yield return $"  and {report.Classes.Count - ClassesShown} more";
    }

    private static IEnumerable<string> Findings(string title, IReadOnlyList<ImageFolderFinding> findings)
    {
        yield return $"{findings[0].Severity}: {title}{(findings.Count > 1 ? Text($" ({findings.Count:N0} times)") : "")}. "
            + $"{findings[0].Remedy}";
        foreach (var finding in findings.Take(FindingsShown))
            yield return $"  {Files(finding.Files)}{finding.Detail}";
        if (findings.Count > FindingsShown)
            yield return Text($"  and {findings.Count - FindingsShown:N0} more");
    }

    private static string Files(IReadOnlyList<ImageFolderFile> files) =>
        files.Count == 0
            ? ""
            : string.Join(", ", files.Take(FilesShown).Select(file => file.Name))
                + (files.Count > FilesShown ? Text($" and {files.Count - FilesShown:N0} more") : "") + ": ";

    private static string Counted(int count, string one, string? many = null) =>
        Text($"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
