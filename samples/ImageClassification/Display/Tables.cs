using SeNetMl.Samples.ImageClassification.Results;
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
    internal static void Classes(this Terminal terminal, IReadOnlyList<ClassFigures> classes)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("class");
        foreach (var name in new[] { "pictures", "found (recall)", "right (precision)" })
            table.AddColumn(new TableColumn(name).RightAligned());
        table.AddColumn("most often taken for");
        foreach (var one in classes.Take(MostClasses))
            table.AddRow(new Text(one.Label), new Text($"{one.Pictures:N0}"), new Text(Percent(one.Recall)),
                new Text(Percent(one.Precision)), new Text(Mistake(one)));
        terminal.Console.Write(table);
        if (classes.Count > MostClasses)
            terminal.Say($"… and {classes.Count - MostClasses} more classes; {ResultsFolder.Report} and classes.csv have them all.");
    }

    internal static string Percent(double share) => $"{share * 100:0.0} %";

    /// <summary>A share, or a dash where there is none.</summary>
    internal static string Percent(double? share) => share is { } number ? Percent(number) : "–";

    /// <summary>What pictures of a class are most often mistaken for.</summary>
    internal static string Mistake(ClassFigures one) => one.TakenFor is null ? "" : $"{one.TakenFor} ({one.TimesTakenFor:N0})";
}
