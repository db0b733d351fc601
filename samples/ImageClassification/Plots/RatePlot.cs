using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>The loss over the learning rate, whose axis is logarithmic.</summary>
internal static class RatePlot
{
    private const double Width = 720;
    private const double Height = 400;
    private const string Loss = "#93c5fd";
    private const string Smoothed = "#2563eb";
    private const string Suggestion = "#ea580c";

    /// <summary>Draws a search that has come to its end.</summary>
    internal static Svg Draw(string title, LearningRateCurve curve)
    {
        var svg = new Svg(Width, Height, title);
        svg.Text(24, 32, title, bold: true, size: 16);
        if (curve.Points.Count < 2)
        {
            svg.Text(24, 90, curve.NoSuggestion ?? "", Svg.Quiet);
            return svg;
        }
        var rates = (Low: Exponent(curve.Points[0].LearningRate), High: Exponent(curve.Points[^1].LearningRate));
        var panel = new Panel(
            svg, (60, 90, 630, 240), rates, Shown(curve.Points), "Loss", "learning rate", tick => $"{tick:0.###}", tick => $"1e{tick:0}");
        panel.Curve([.. curve.Points.Select(point => (Exponent(point.LearningRate), point.Loss))], Loss, marks: false);
        panel.Curve([.. curve.Points.Select(point => (Exponent(point.LearningRate), point.SmoothedLoss))], Smoothed, marks: false);
        svg.Text(690, 20, "smoothed", Smoothed, "end");
        svg.Text(690, 38, "each step", Loss, "end");
        if (curve.Suggestion is { } rate)
            panel.Mark(Exponent(rate), $"{rate:G2}", Suggestion);
        return svg;
    }

    /// <summary>Both curves, but for what shoots far beyond the smoothed one.</summary>
    private static (double Low, double High) Shown(IReadOnlyList<LearningRatePoint> points)
    {
        var low = points.Min(point => point.Loss);
        var high = Math.Min(points.Max(point => point.Loss), points.Max(point => point.SmoothedLoss) * 1.2);
        return (low, Math.Max(high, low + 0.1));
    }

    private static double Exponent(double rate) => Math.Log10(rate);
}
