namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>Loss and accuracy over the epochs, side by side.</summary>
internal static class CurvesPlot
{
    private const double Width = 940;
    private const double Height = 400;
    private const string Training = "#2563eb";
    private const string Validation = "#ea580c";
    private const string Test = "#059669";

    /// <summary>Draws a training that has come to its end.</summary>
    internal static Svg Draw(string title, TrainingHistory history, double testLoss, double testAccuracy)
    {
        var svg = new Svg(Width, Height, title);
        svg.Text(24, 32, title, bold: true, size: 16);
        var epochs = (Low: 0.0, High: Math.Max(1, history.Epochs));
        var (steps, validated) = (history.Binned(), history.Validated);
        var losses = steps.Select(step => step.Loss).Concat(validated.Select(epoch => epoch.Loss)).Append(testLoss).ToArray();
        var accuracies = steps.Select(step => step.Accuracy).Concat(validated.Select(epoch => epoch.Accuracy)).Append(testAccuracy).ToArray();

        var loss = new Panel(svg, (60, 90, 380, 240), epochs, (0, Math.Max(0.1, losses.Max())), "Loss", "epoch", tick => $"{tick:0.##}");
        loss.Curve([.. steps.Select(step => (step.Epoch, step.Loss))], Training, marks: false);
        loss.Curve([.. validated.Select(epoch => (epoch.Epoch, epoch.Loss))], Validation, marks: true);
        loss.Curve([(history.Epochs, testLoss)], Test, marks: true);

        var lowest = Math.Floor(Math.Min(0.9, accuracies.Min()) * 10) / 10;
        var accuracy = new Panel(svg, (530, 90, 380, 240), epochs, (lowest, 1), "Accuracy", "epoch", tick => $"{tick * 100:0} %");
        accuracy.Curve([.. steps.Select(step => (step.Epoch, step.Accuracy))], Training, marks: false);
        accuracy.Curve([.. validated.Select(epoch => (epoch.Epoch, epoch.Accuracy))], Validation, marks: true);
        accuracy.Curve([(history.Epochs, testAccuracy)], Test, marks: true);

        Legend(svg, validated.Count > 0 ? [("training", Training), ("validation", Validation), ("test", Test)] : [("training", Training), ("test", Test)]);
        return svg;
    }

    private static void Legend(Svg svg, (string Name, string Colour)[] entries)
    {
        var x = Width - 30;
        foreach (var (name, colour) in entries.Reverse())
        {
            x -= Svg.WidthOf(name);
            svg.Text(x, 32, name);
            svg.Circle(x - 12, 28, 4.5, colour);
            x -= 38;
        }
    }
}
