using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

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

        var sut = Evaluate(expected);

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

    /// <summary>Sums run in one order, so all digits agree. The numbers are those of Microsoft.ML 5.0.0 on .NET 10, x64.</summary>
    [Theory]
    [InlineData(0, 0.5833333333333334, 1.0249055519112968, -0.14138919930240404, 0.7868645902340297, 0.875)]
    [InlineData(1, 0.3196598639455782, 1.8665478463089316, 0.019151971680163308, 1.9052865774326802, 0.4666666666666667)]
    public void Evaluate_SameScores_GivesTheGenuineDigits(int index, double macroAccuracy, double logLoss, double reduction, double firstClassLogLoss, double topTwo)
    {
        var sut = Evaluate(s_cases[index]);

        Assert.Equal(
            (macroAccuracy, logLoss, reduction, firstClassLogLoss, topTwo),
            (sut.MacroAccuracy, sut.LogLoss, sut.LogLossReduction, sut.PerClassLogLoss[0], sut.TopKAccuracyForAllK![1]));
    }

    private static MulticlassClassificationMetrics Evaluate(Case given)
    {
        var ml = new MLContext(seed: 1);
        int classes = given.Scores[0].Length;
        var data = ScoredRows.View(ml, classes, null, [.. given.Labels.Zip(given.Scores, (label, scores) => ((float)label, scores))]);
        return ml.MulticlassClassification.Evaluate(data, topKPredictionCount: classes);
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
