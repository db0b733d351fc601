namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>The confusion matrix as a map: a row for each true class, a column for each predicted one,
/// darker where more of the row is.</summary>
internal static class ConfusionPlot
{
    private const int MostNumbers = 25;
    private const int MostNames = 60;
    private const int MostEmptyCells = 100 * 100;
    private const double Margin = 24;

    // Over the ground, be it light or dark.
    internal const string Shade = "#1e40af";
    private const double EmptyShade = 0.05;

    /// <summary>Draws counts of true classes (outside) and predicted ones (inside).</summary>
    internal static Svg Draw(string title, IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts)
    {
        var classes = labels.Count;
        var cell = Math.Clamp(720.0 / classes, 3, 54);
        var size = Math.Clamp(cell * 0.6, 6, 13);
        var names = labels.Max(label => Svg.WidthOf(label, size));
        var (left, top) = (Margin + 26 + names, 84.0);
        var side = classes * cell;
        var slanted = names > cell - 6;
        var below = slanted ? (names * 0.71) + 14 : 20;
        var svg = new Svg(Math.Max(left + side + Margin + 10, Svg.WidthOf(title, 17) + (2 * Margin)), top + side + below + 44, title);
        svg.Text(Margin, 32, title, bold: true, size: 16);
        svg.Text(Margin, 54, "Color: share of the row. Numbers: pictures.", Svg.Quiet, size: 12);
        Cells(svg, counts, left, top, cell, size);
        for (var index = 0; index < classes && classes <= MostNames; index++)
        {
            var center = (index + 0.5) * cell;
            svg.Text(left - 8, top + center + (size * 0.35), labels[index], anchor: "end", size: size);
            if (slanted)
                svg.Text(left + center + 4, top + side + 14, labels[index], anchor: "end", size: size, turn: -45);
            else
                svg.Text(left + center, top + side + 18, labels[index], anchor: "middle", size: size);
        }
        svg.Text(Margin + 8, top + (side / 2), "true class", Svg.Quiet, "middle", 12, turn: -90);
        svg.Text(left + (side / 2), top + side + below + 24, "predicted class", Svg.Quiet, "middle", 12);
        return svg;
    }

    private static void Cells(Svg svg, IReadOnlyList<IReadOnlyList<double>> counts, double left, double top, double cell, double size)
    {
        for (var row = 0; row < counts.Count; row++)
        {
            var total = Math.Max(1, counts[row].Sum());
            for (var column = 0; column < counts.Count; column++)
            {
                var (count, share) = (counts[row][column], counts[row][column] / total);
                // Of very many classes most pairs never occur, and a cell for each would make the drawing huge.
                if (count == 0 && counts.Count * counts.Count > MostEmptyCells)
                    continue;
                var (x, y) = (left + (column * cell), top + (row * cell));
                svg.Rectangle(x, y, cell - 1, cell - 1, Shade, Opacity(share));
                if (count > 0 && counts.Count <= MostNumbers)
                    svg.Text(x + ((cell - 1) / 2), y + (cell / 2) + (size * 0.35), $"{count:0}",
                        share > 0.45 ? Svg.White : Svg.Ink, "middle", size * 0.92);
            }
        }
    }

    // The root makes the few mistakes of a good model visible.
    private static double Opacity(double share) => EmptyShade + (Math.Sqrt(share) * (1 - EmptyShade));
}
