using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Tests.Results;

public sealed class EvaluationTests
{
    private static readonly string[] s_labels = ["a", "b", "c", "d"];

    private static readonly Evaluation s_sut = SomeResults.Evaluation(
        s_labels,
        ("right", 0, [0.7f, 0.1f, 0.1f, 0.1f]),
        ("even", 0, [0.4f, 0.5f, 0.05f, 0.05f]),
        ("sure", 1, [0.01f, 0.02f, 0.96f, 0.01f]),
        ("impossible", 2, [1, 0, 0, 0]),
        ("also impossible", 2, [1, 0, 0, 0]));

    [Fact]
    public void Mistakes_AreThoseOfTheLargestLossFirst()
    {
        Assert.Equal(["also impossible", "impossible", "sure", "even"], s_sut.Mistakes.Select(mistake => mistake.Path));
        Assert.Equal(("b", "c", 0.96f, 0.02f), (s_sut.Mistakes[2].Label, s_sut.Mistakes[2].Predicted, (float)s_sut.Mistakes[2].Probability,
            (float)s_sut.Mistakes[2].TrueProbability));
        Assert.Equal(-Math.Log(0.02), s_sut.Mistakes[2].Loss, 6);
        Assert.Equal(-Math.Log(1e-15), s_sut.Mistakes[0].Loss, 6);
    }

    [Fact]
    public void Of_ScoredPictures_AgreesWithMlNetsFigures()
    {
        Assert.Equal(s_sut.Metrics.LogLoss, s_sut.Pictures.Average(picture => picture.Loss), 5);
        Assert.Equal(s_sut.Metrics.MicroAccuracy, 1 - ((double)s_sut.Mistakes.Count / s_sut.Pictures.Count), 12);
        Assert.Equal(s_sut.Metrics.MacroAccuracy, s_sut.Classes.Average(one => one.Recall)!.Value, 12);
    }

    [Fact]
    public void Classes_ConfusionMatrix_GivesTheirFigures()
    {
        Assert.Equal(
            [new("a", 2, 3, 1, "b", 1), new("b", 1, 1, 0, "c", 1), new("c", 2, 1, 0, "a", 2), new("d", 0, 0, 0, null, 0)],
            s_sut.Classes);
        Assert.Equal((0.5, 1 / 3.0, 0.4), (s_sut.Classes[0].Recall, s_sut.Classes[0].Precision, s_sut.Classes[0].F1));
        Assert.Equal((null, null, null), (s_sut.Classes[3].Recall, s_sut.Classes[3].Precision, s_sut.Classes[3].F1));
        Assert.Equal(0.4 / 3, s_sut.MacroF1, 12);
    }

    [Fact]
    public void Figures_AreForPeople() => Assert.Equal(
        [("accuracy", "20.0 %"), ("mean over classes", "16.7 %"), ("among the first 3", "100.0 %"), ("F1, mean over classes", "13.3 %"),
            ("log-loss", $"{s_sut.Metrics.LogLoss:0.0000}"), ("mistakes", "4 of 5")],
        s_sut.Figures);

    [Fact]
    public void Figures_NoMoreClassesThanAreCounted_LeaveThatOut() =>
        Assert.DoesNotContain(SomeResults.Evaluation(["a", "b"], ("x", 0, [0.7f, 0.3f])).Figures,
            figure => figure.Name.StartsWith("among", StringComparison.Ordinal));
}
