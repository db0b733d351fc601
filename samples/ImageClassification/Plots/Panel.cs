namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>A coordinate system with axes in a part of a drawing.</summary>
internal sealed class Panel
{
    private const int AboutTicks = 6;
    private const double PointRadius = 3.5;

    private readonly Svg _svg;
    private readonly (double Left, double Top, double Width, double Height) _area;
    private readonly (double Low, double High) _x;
    private readonly (double Low, double High) _y;

    /// <summary>Draws the axes.</summary>
    internal Panel(Svg svg, (double Left, double Top, double Width, double Height) area, (double Low, double High) x,
        (double Low, double High) y, string title, string xTitle, Func<double, string> yLabel, Func<double, string>? xLabel = null)
    {
        (_svg, _area, _x, _y) = (svg, area, x, y);
        svg.Text(area.Left, area.Top - 14, title, bold: true, size: 14);
        foreach (var tick in Ticks(y))
        {
            svg.Line(area.Left, Y(tick), area.Left + area.Width, Y(tick), Svg.Grid);
            svg.Text(area.Left - 8, Y(tick) + 4, yLabel(tick), Svg.Quiet, "end", 12);
        }
        svg.Line(area.Left, area.Top + area.Height, area.Left + area.Width, area.Top + area.Height, Svg.Quiet);
        foreach (var tick in Ticks(x).Where(tick => tick == Math.Floor(tick)))
        {
            svg.Line(X(tick), area.Top + area.Height, X(tick), area.Top + area.Height + 5, Svg.Quiet);
            svg.Text(X(tick), area.Top + area.Height + 20, xLabel?.Invoke(tick) ?? $"{tick:0}", Svg.Quiet, "middle", 12);
        }
        svg.Text(area.Left + (area.Width / 2), area.Top + area.Height + 42, xTitle, Svg.Quiet, "middle", 12);
    }

    internal void Curve(IReadOnlyList<(double X, double Y)> points, string color, bool marks)
    {
        if (points.Count > 1)
            _svg.Polyline(points.Select(point => (X(point.X), Y(point.Y))), color);
        foreach (var point in points.Where(_ => marks || points.Count == 1))
            _svg.Circle(X(point.X), Y(point.Y), PointRadius, color);
    }

    /// <summary>A point with a line up and down as far as it may err.</summary>
    internal void Mark(double x, double y, double error, string color, double radius)
    {
        if (error > 0)
            _svg.Line(X(x), Y(y - error), X(x), Y(y + error), color, 1.5);
        _svg.Circle(X(x), Y(y), radius, color);
    }

    /// <summary>A word above and to the right of a point.</summary>
    internal void Label(double x, double y, string text) => _svg.Text(X(x) + 7, Y(y) - 7, text, Svg.Quiet, size: 11);

    /// <summary>Draws a line from top to bottom, with a text at its head.</summary>
    internal void Mark(double x, string text, string color)
    {
        _svg.Line(X(x), _area.Top, X(x), _area.Top + _area.Height, color, 1.5);
        _svg.Text(X(x), _area.Top - 6, text, color, "middle", 12);
    }

    /// <summary>Round numbers from one end to the other: 1, 2 or 5 times a power of ten apart.</summary>
    internal static IEnumerable<double> Ticks((double Low, double High) range)
    {
        var rough = (range.High - range.Low) / AboutTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * new[] { 1, 2, 5, 10 }.First(factor => factor * power >= rough * 0.999);
        for (var count = (long)Math.Ceiling((range.Low / step) - 1e-9); count * step <= range.High + (step * 1e-9); count++)
            yield return Math.Round(count * step, 12);
    }

    private double X(double value) => _area.Left + (Share(value, _x) * _area.Width);

    private double Y(double value) => _area.Top + ((1 - Share(value, _y)) * _area.Height);

    private static double Share(double value, (double Low, double High) range) =>
        Math.Clamp((value - range.Low) / (range.High - range.Low), 0, 1);
}
