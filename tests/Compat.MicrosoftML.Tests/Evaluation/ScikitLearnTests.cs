using System.Text.Json;
using Microsoft.ML;

namespace SeNetMl.MicrosoftML.Tests.Evaluation;

/// <summary>The same scores, measured by scikit-learn (make_metrics.py).</summary>
public class ScikitLearnTests
{
    private const double Tolerance = 1e-6;

    private static readonly Case[] s_cases = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Evaluation", "metrics.json")), new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Evaluate_SameScores_GivesScikitLearnsMetrics(int index)
    {
        var expected = s_cases[index];
        var ml = new MLContext(seed: 1);
        int classes = expected.Scores[0].Length;
        var data = ScoredRows.View(ml, classes, null, [.. expected.Labels.Zip(expected.Scores, (label, scores) => ((float)label, scores))]);

        var sut = ml.MulticlassClassification.Evaluate(data, topKPredictionCount: classes);

        Assert.Equal(expected.MicroAccuracy, sut.MicroAccuracy, Tolerance);
        Assert.Equal(expected.MacroAccuracy, sut.MacroAccuracy, Tolerance);
        Assert.Equal(expected.LogLoss, sut.LogLoss, Tolerance);
        Assert.Equal(expected.LogLossReduction, sut.LogLossReduction, Tolerance);
        AssertEqual(expected.PerClassLogLoss, sut.PerClassLogLoss);
        AssertEqual(expected.TopK, sut.TopKAccuracyForAllK!);
        AssertEqual(expected.Precision, sut.ConfusionMatrix.PerClassPrecision);
        AssertEqual(expected.Recall, sut.ConfusionMatrix.PerClassRecall);
        Assert.Equal(expected.Confusion, sut.ConfusionMatrix.Counts);
    }

    private static void AssertEqual(double[] expected, IReadOnlyList<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Tolerance);
    }

    private sealed record Case(
        int[] Labels,
        float[][] Scores,
        double MicroAccuracy,
        double MacroAccuracy,
        double LogLoss,
        double LogLossReduction,
        double[] PerClassLogLoss,
        double[] TopK,
        double[][] Confusion,
        double[] Precision,
        double[] Recall);
}
