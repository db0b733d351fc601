namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>Loss and accuracy over the epochs, side by side.</summary>
internal static class CurvesPlot
{
    private const double Width = 940;
    private const double Height = 400;
    private const double HalfWidth = 470;
    private const double HalfHeight = 350;
    private const string Training = "#2563eb";
    private const string Validation = "#ea580c";
    private const string Test = "#059669";

    /// <summary>Draws a training that has come to its end.</summary>
    internal static Svg Draw(string title, TrainingHistory history, double testLoss, double testAccuracy)
    {
        var svg = new Svg(Width, Height, title);
        svg.Text(24, 32, title, bold: true, size: 16);
        DrawLoss(svg, 60, 90, history, testLoss);
        DrawAccuracy(svg, 530, 90, history, testAccuracy);
        Legend(svg, Width, 32, history);
        return svg;
    }

    /// <summary>Draws the two halves each by itself, for where there may be no room side by side.</summary>
    internal static IReadOnlyList<Svg> DrawHalves(TrainingHistory history, double testLoss, double testAccuracy)
    {
        var (loss, accuracy) =
            (new Svg(HalfWidth, HalfHeight, "Loss over the epochs"), new Svg(HalfWidth, HalfHeight, "Accuracy over the epochs"));
        DrawLoss(loss, 60, 40, history, testLoss);
        DrawAccuracy(accuracy, 60, 40, history, testAccuracy);
        Legend(loss, HalfWidth, 26, history);
        Legend(accuracy, HalfWidth, 26, history);
        return [loss, accuracy];
    }

    private static void DrawLoss(Svg svg, double left, double top, TrainingHistory history, double test)
    {
        var (steps, validated) = (history.Binned(), history.Validated);
        var highest = steps.Concat(validated).Select(point => point.Loss).Append(test).Append(0.1).Max();
        var panel = Panel(svg, left, top, history, (0, highest), "Loss", tick => $"{tick:0.##}");
        Curves(panel, [.. steps.Select(step => (step.Epoch, step.Loss))],
            [.. validated.Select(epoch => (epoch.Epoch, epoch.Loss))], (history.Epochs, test));
    }

    private static void DrawAccuracy(Svg svg, double left, double top, TrainingHistory history, double test)
    {
        var (steps, validated) = (history.Binned(), history.Validated);
        var lowest = Math.Floor(steps.Concat(validated).Select(point => point.Accuracy).Append(test).Append(0.9).Min() * 10) / 10;
        var panel = Panel(svg, left, top, history, (lowest, 1), "Accuracy", tick => $"{tick * 100:0} %");
        Curves(panel, [.. steps.Select(step => (step.Epoch, step.Accuracy))],
            [.. validated.Select(epoch => (epoch.Epoch, epoch.Accuracy))], (history.Epochs, test));
    }

    private static Panel Panel(
        Svg svg, double left, double top, TrainingHistory history, (double Low, double High) y, string title, Func<double, string> label) =>
        new(svg, (left, top, 380, 240), (0, Math.Max(1, history.Epochs)), y, title, "epoch", label);

    private static void Curves(
        Panel panel, IReadOnlyList<(double X, double Y)> steps, IReadOnlyList<(double X, double Y)> validated, (double X, double Y) test)
    {
        panel.Curve(steps, Training, marks: false);
        panel.Curve(validated, Validation, marks: true);
        panel.Curve([test], Test, marks: true);
    }

    private static void Legend(Svg svg, double right, double baseLine, TrainingHistory history)
    {
        (string Name, string Color)[] entries = history.Validated.Count > 0
            ? [("training", Training), ("validation", Validation), ("test", Test)]
            : [("training", Training), ("test", Test)];
        var x = right - 30;
        foreach (var (name, color) in entries.Reverse())
        {
            x -= Svg.WidthOf(name);
            svg.Text(x, baseLine, name);
            svg.Circle(x - 12, baseLine - 4, 4.5, color);
            x -= 38;
        }
    }
}
