using System.Xml.Linq;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification.Tests.Plots;

public sealed class PlotsTests
{
    [Theory]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0.7, 1, "0.7 0.75 0.8 0.85 0.9 0.95 1")]
    [InlineData(0, 3, "0 0.5 1 1.5 2 2.5 3")]
    [InlineData(0, 30, "0 5 10 15 20 25 30")]
    [InlineData(0, 2.31, "0 0.5 1 1.5 2")]
    public void Ticks_Range_AreRoundNumbersInIt(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(" ", Panel.Ticks((low, high))));

    [Fact]
    public void Curves_ATraining_ShowsItInsideTheDrawing()
    {
        var drawing = XElement.Parse(
            CurvesPlot.Draw("SE-ResNet-20: training", Course(epochs: 3, steps: 200, validated: true), 0.4, 0.88).ToString());

        AssertInside(drawing);
        Assert.Equal(4, Elements(drawing, "polyline").Count());
        Assert.Equal(["training", "validation", "test"],
            Elements(drawing, "text").Select(text => text.Value).Intersect(["training", "validation", "test"]).Reverse());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    [InlineData(200, 1)]
    public void Curves_ShortOrLongTraining_IsDrawn(int epochs, int steps) =>
        AssertInside(XElement.Parse(CurvesPlot.Draw("a", Course(epochs, steps, validated: false), 2.3, 0.1).ToString()));

    [Fact]
    public void Curves_Halves_ShowTheSameInsideTheirDrawings()
    {
        var halves = CurvesPlot.DrawHalves(Course(epochs: 3, steps: 200, validated: true), 0.4, 0.88)
            .Select(half => XElement.Parse(half.ToString())).ToArray();

        Assert.All(halves, AssertInside);
        Assert.Equal(["Loss over the epochs", "Accuracy over the epochs"], halves.Select(half => Elements(half, "title").Single().Value));
        Assert.All(halves, half => Assert.Equal(2, Elements(half, "polyline").Count()));
    }

    [Theory]
    [InlineData(100, 0.01)]
    [InlineData(2, null)]
    [InlineData(1, null)]
    [InlineData(0, null)]
    public void Rates_ASearch_IsDrawnInsideTheDrawing(int points, double? suggestion)
    {
        var curve = new LearningRateCurve
        {
            Points =
                [.. Enumerable.Range(0, points).Select(i => new LearningRatePoint(1e-6 * Math.Pow(1.17, i), 3 + (i % 7), 2.5 + (i % 3)))],
            Suggestion = suggestion,
            NoSuggestion = suggestion is null ? "No learning rate stands out: whatever the reason." : null,
        };

        var drawing = XElement.Parse(RatePlot.Draw("A & B", curve).ToString());

        AssertInside(drawing);
        Assert.Equal(points < 2 ? 0 : 2, Elements(drawing, "polyline").Count());
        Assert.Contains(
            Elements(drawing, "text"), text => text.Value == (points < 2 ? curve.NoSuggestion : points > 2 ? "0.01" : "learning rate"));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void Confusion_Classes_AreDrawnInsideTheDrawing(int classes)
    {
        string[] labels = [.. Enumerable.Range(0, classes).Select(number => $"class <{number}> & more")];
        var counts = Enumerable.Range(0, classes).Select(
            row => (IReadOnlyList<double>)[.. Enumerable.Range(0, classes).Select(column => row == column ? 900.0 : column % 3)]).ToArray();

        var drawing = XElement.Parse(ConfusionPlot.Draw("A & B", labels, counts).ToString());

        AssertInside(drawing);
        Assert.Equal("A & B", Elements(drawing, "title").Single().Value);
        Assert.Equal(1 + (classes * classes), Elements(drawing, "rect").Count());
    }

    [Fact]
    public void Confusion_VeryManyClasses_DrawsNoEmptyCells()
    {
        const int Classes = 101;
        var counts = Enumerable.Range(0, Classes)
            .Select(row => (IReadOnlyList<double>)[.. Enumerable.Range(0, Classes).Select(column => row == column ? 1.0 : 0)]).ToArray();

        var drawing = XElement.Parse(
            ConfusionPlot.Draw("many", [.. Enumerable.Range(0, Classes).Select(number => $"{number}")], counts).ToString());

        AssertInside(drawing);
        Assert.Equal(1 + Classes, Elements(drawing, "rect").Count());
    }

    [Fact]
    public void Text_OfAnyCharacters_IsKeptWhereXmlHasThem()
    {
        Assert.Equal("Größe 🐈\n<&>", PrintableText.Of("Größe 🐈\n<&>"));
        Assert.Equal("a\ufffdb\ufffd", PrintableText.Of("a\0b\ud800"));
        Assert.Equal("\ufffd🐈\ufffd", PrintableText.Of("\u0001🐈\udc08"));
    }

    [Fact]
    public void History_MeansOverTheEpochSoFar_BecomeThoseOfTheSteps()
    {
        var sut = new TrainingHistory();
        sut.Add(new() { Stage = TrainingStage.Loading, Step = 5, Steps = 5 });
        sut.Add(new() { Stage = TrainingStage.Training, Epoch = 1, Step = 1, Steps = 4, Loss = 4, Accuracy = 0 });
        sut.Add(new() { Stage = TrainingStage.Training, Epoch = 1, Step = 2, Steps = 4, Loss = 3, Accuracy = 0.25 });
        sut.Add(new() { Stage = TrainingStage.Training, Epoch = 1, Step = 4, Steps = 4, Loss = 2, Accuracy = 0.5 });
        sut.Add(new()
        {
            Stage = TrainingStage.EpochEnd, Epoch = 1, Epochs = 2, Step = 4, Steps = 4, ValidationLoss = 1.5, ValidationAccuracy = 0.6
        });
        sut.Add(new() { Stage = TrainingStage.Training, Epoch = 2, Step = 1, Steps = 4, Loss = 1, Accuracy = 0.75 });

        Assert.Equal([new(0.125, 4, 0), new(0.375, 2, 0.5), new(0.75, 1, 0.75), new(1.125, 1, 0.75)], sut.Binned());
        Assert.Equal([new(1, 1.5, 0.6)], sut.Validated);
        Assert.Equal(1, sut.Epochs);
    }

    /// <summary>The reports of a made-up training.</summary>
    internal static TrainingHistory Course(int epochs, int steps, bool validated)
    {
        var history = new TrainingHistory();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            for (var step = 1; step <= steps; step++)
                history.Add(new() { Stage = TrainingStage.Training, Epoch = epoch, Epochs = epochs, Step = step, Steps = steps,
                    Loss = Loss(epoch - 1 + (step / (2.0 * steps))), Accuracy = 1 - (Loss(epoch - 1 + (step / (2.0 * steps))) / 3) });
            var progress = new TrainingProgress { Stage = TrainingStage.EpochEnd, Epoch = epoch, Epochs = epochs, Step = steps,
                Steps = steps, Loss = Loss(epoch - 0.5), Accuracy = 0.8 };
            history.Add(validated ? progress with { ValidationLoss = Loss(epoch), ValidationAccuracy = 1 - (Loss(epoch) / 3) } : progress);
        }
        return history;
    }

    private static double Loss(double epoch) => 0.35 + (1.95 * Math.Exp(-2 * epoch));

    private static IEnumerable<XElement> Elements(XElement drawing, string name) => drawing.Descendants(drawing.Name.Namespace + name);

    private static void AssertInside(XElement drawing)
    {
        var (width, height) = (Number(drawing, "width"), Number(drawing, "height"));
        Assert.All(Elements(drawing, "text").Concat(Elements(drawing, "rect")), element =>
        {
            Assert.InRange(Number(element, "x"), 0, width);
            Assert.InRange(Number(element, "y"), 0, height);
        });
        var points = Elements(drawing, "polyline").SelectMany(line => line.Attribute("points")!.Value.Split(' ', ','));
        Assert.All(points, point => Assert.InRange(double.Parse(point), 0, width));
    }

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value);
}
