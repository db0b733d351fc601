using Microsoft.ML.Data;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>The tables that the verbs print.</summary>
internal static class Tables
{
    private const int MostClasses = 50;

    /// <summary>Names on the left, what they are on the right.</summary>
    internal static void Facts(this Terminal terminal, IEnumerable<(string Name, string Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        terminal.Console.Write(grid);
    }

    /// <summary>How many pictures of each class were found, and how many named so were of it.</summary>
    internal static void Classes(this Terminal terminal, IReadOnlyList<string> labels, ConfusionMatrix matrix)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("class");
        foreach (var name in new[] { "pictures", "found (recall)", "right (precision)" })
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("most often taken for");
        foreach (var index in Enumerable.Range(0, Math.Min(labels.Count, MostClasses)))
        {
            table.AddRow(
                new Text(labels[index]),
                new Text($"{matrix.Counts[index].Sum():N0}"),
                new Text(Percent(matrix.PerClassRecall[index])),
                new Text(Percent(matrix.PerClassPrecision[index])),
                new Text(Mistake(labels, matrix.Counts[index], index)));
        }
        terminal.Console.Write(table);
        if (labels.Count > MostClasses)
            terminal.Say($"… and {labels.Count - MostClasses} more classes; metrics.json has them all.");
    }

    internal static string Percent(double share) => $"{share * 100:0.0} %";

    private static string Mistake(IReadOnlyList<string> labels, IReadOnlyList<double> counts, int own)
    {
        var most = Enumerable.Range(0, counts.Count).Where(index => index != own).DefaultIfEmpty(own).MaxBy(index => counts[index]);
        return most == own || counts[most] == 0 ? "" : $"{labels[most]} ({counts[most]:N0})";
    }
}
