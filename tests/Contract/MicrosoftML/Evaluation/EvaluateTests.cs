using Microsoft.ML;

namespace SeNetMl.MicrosoftML.Tests.Evaluation;

public class EvaluateTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    // Ranks of the true class: 0, 1, 0, 2.
    private static readonly (float, float[])[] s_rows =
    [
        (0, [0.5f, 0.25f, 0.25f]),
        (0, [0.25f, 0.5f, 0.25f]),
        (1, [0.125f, 0.75f, 0.125f]),
        (2, [0.5f, 0.375f, 0.125f]),
    ];

    [Fact]
    public void Evaluate_FourRows_GivesTheMetricsOfAHand()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 3, null, s_rows), topKPredictionCount: 3);

        double[] losses = [-Math.Log(0.5), -Math.Log(0.25), -Math.Log(0.75), -Math.Log(0.125)];
        double loss = losses.Sum() / 4, entropy = ((2 * Math.Log(0.5)) + Math.Log(0.25) + Math.Log(0.25)) / -4;
        Assert.Equal(0.5, sut.MicroAccuracy);
        Assert.Equal((0.5 + 1 + 0) / 3, sut.MacroAccuracy);
        Assert.Equal(loss, sut.LogLoss);
        Assert.Equal((entropy - loss) / entropy, sut.LogLossReduction);
        Assert.Equal([(losses[0] + losses[1]) / 2, losses[2], losses[3]], sut.PerClassLogLoss);
        Assert.Equal((3, 1.0), (sut.TopKPredictionCount, sut.TopKAccuracy));
        Assert.Equal([0.5, 0.75, 1], sut.TopKAccuracyForAllK);
        Assert.Equal([[1.0, 1, 0], [0.0, 1, 0], [1.0, 0, 0]], sut.ConfusionMatrix.Counts);
        Assert.Equal([0.5, 0.5, 0], sut.ConfusionMatrix.PerClassPrecision);
        Assert.Equal([0.5, 1, 0], sut.ConfusionMatrix.PerClassRecall);
        Assert.Equal((3, 1.0, 0.0), (sut.ConfusionMatrix.NumberOfClasses, sut.ConfusionMatrix.GetCountForClassPair(0, 2), sut.ConfusionMatrix.GetCountForClassPair(2, 0)));
    }

    [Fact]
    public void Evaluate_NoTopK_HasNone()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 3, null, s_rows));

        Assert.Null(sut.TopKAccuracyForAllK);
        Assert.Equal((0, 0.0), (sut.TopKPredictionCount, sut.TopKAccuracy));
    }

    [Fact]
    public void Evaluate_LabelsAsNumbers_GivesTheSame()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 3, null, s_rows), labelColumnName: "Number");

        Assert.Equal(0.5, sut.MicroAccuracy);
    }

    /// <summary>Equal scores rank in the order of the classes.</summary>
    [Fact]
    public void Evaluate_EqualScores_FirstClassWins()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(
            ScoredRows.View(s_ml, 3, null, (0, [0.25f, 0.25f, 0.25f]), (1, [0.25f, 0.25f, 0.25f]), (2, [0.25f, 0.25f, 0.25f])), topKPredictionCount: 2);

        Assert.Equal([1 / 3.0, 2 / 3.0], sut.TopKAccuracyForAllK);
        Assert.Equal([1.0, 1, 1], sut.ConfusionMatrix.Counts.Select(row => row[0]));
    }

    [Fact]
    public void Evaluate_ProbabilityOfZero_CountsAsTiny()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 2, null, (0, [0, 1]), (1, [0, 2])));

        Assert.Equal([-Math.Log(1e-15f), 0], sut.PerClassLogLoss);
    }

    [Fact]
    public void Evaluate_MissingLabelsAndScores_DoNotCount()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(
            s_ml,
            2,
            null,
            (0, [0.75f, 0.25f]),
            (float.NaN, [0.75f, 0.25f]),
            (1, [float.NaN, 0.25f]),
            (1, [float.PositiveInfinity, 0.25f]),
            (1, [0.25f, 0.75f])));

        Assert.Equal((1, -Math.Log(0.75f)), (sut.MicroAccuracy, sut.LogLoss));
        Assert.Equal([[1.0, 0], [0.0, 1]], sut.ConfusionMatrix.Counts);
    }

    [Fact]
    public void Evaluate_NumbersThatAreNoClass_DoNotCount()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(
            ScoredRows.View(s_ml, 2, null, (0, [0.75f, 0.25f]), (-1, [0.75f, 0.25f]), (0.5f, [0.75f, 0.25f]), (float.NaN, [0.75f, 0.25f])), labelColumnName: "Number");

        Assert.Equal([[1.0, 0], [0.0, 0]], sut.ConfusionMatrix.Counts);
    }

    [Fact]
    public void Evaluate_ClassWithoutScore_IsALossButNoRowOfTheTable()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 2, null, (0, [0.75f, 0.25f]), (7, [0.75f, 0.25f])), topKPredictionCount: 3);

        Assert.Equal((0.5, 1, (-Math.Log(0.75f) - Math.Log(1e-15f)) / 2), (sut.MicroAccuracy, sut.MacroAccuracy, sut.LogLoss));
        Assert.Equal([0.5, 0.5, 1], sut.TopKAccuracyForAllK);
        Assert.Equal([[1.0, 0], [0.0, 0]], sut.ConfusionMatrix.Counts);
    }

    [Fact]
    public void Evaluate_EmptyData_GivesZerosAndNaN()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 2, null), topKPredictionCount: 2);

        Assert.Equal((0.0, 0.0, 0.0, double.NaN), (sut.MicroAccuracy, sut.MacroAccuracy, sut.LogLoss, sut.LogLossReduction));
        Assert.Equal([double.NaN, double.NaN], sut.TopKAccuracyForAllK);
        Assert.Equal([0.0, 0], sut.PerClassLogLoss);
    }

    [Fact]
    public void Evaluate_OneClassOnly_ReductionIsMinusInfinity()
    {
        var sut = s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 2, null, (1, [0.5f, 0.5f]), (1, [0.25f, 0.75f])));

        Assert.Equal((0.5, 0.5), (sut.MicroAccuracy, sut.MacroAccuracy));
        Assert.True(double.IsInfinity(sut.LogLossReduction), $"{sut.LogLossReduction}");
    }

    [Theory]
    [InlineData("Nowhere", "Score", "PredictedLabel", "Nowhere column 'Label' not found (Parameter 'schema')")]
    [InlineData("Label", "Nowhere", "PredictedLabel", "Nowhere column 'Score' not found (Parameter 'schema')")]
    [InlineData("Label", "Score", "Nowhere", "Nowhere column 'PredictedLabel' not found (Parameter 'schema')")]
    [InlineData("Score", "Score", "PredictedLabel", "Schema mismatch for label column 'Score': expected Single or Key, got Vector<Single, 3> (Parameter 'schema')")]
    [InlineData("PredictedLabel", "Score", "PredictedLabel", "Schema mismatch for label column 'PredictedLabel': expected Single or Key, got UInt32 (Parameter 'schema')")]
    [InlineData("Label", "Number", "PredictedLabel", "Schema mismatch for score column 'Number': expected vector of two or more items of type Single, got Single (Parameter 'schema')")]
    [InlineData("", "Score", "PredictedLabel", "labelColumnName cannot be null or empty (Parameter 'labelColumnName')")]
    [InlineData("Label", "", "PredictedLabel", "scoreColumnName cannot be null or empty (Parameter 'scoreColumnName')")]
    [InlineData("Label", "Score", "", "predictedLabelColumnName cannot be null or empty (Parameter 'predictedLabelColumnName')")]
    public void Evaluate_ColumnsThatDoNotFit_Throws(string label, string score, string predictedLabel, string message)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 3, null, s_rows), label, score, predictedLabel));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void Evaluate_OneScore_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.MulticlassClassification.Evaluate(ScoredRows.View(s_ml, 1, null, (0, [1]))));

        Assert.Equal("Schema mismatch for score column 'Score': expected vector of two or more items of type Single, got Vector<Single, 1> (Parameter 'schema')", exception.Message);
    }

    [Fact]
    public void Evaluate_TopKOutOfRange_Throws()
    {
        var data = ScoredRows.View(s_ml, 3, null, s_rows);

        var negative = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.MulticlassClassification.Evaluate(data, topKPredictionCount: -1));

        Assert.Equal("Must be non-negative (Parameter 'topKPredictionCount')", negative.Message);
        Assert.Equal([0.5, 0.75, 1, 1], s_ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 4).TopKAccuracyForAllK);
        Assert.Throws<IndexOutOfRangeException>(() => s_ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 5));
    }

    [Fact]
    public void Evaluate_NoData_Throws()
    {
        Assert.Equal("Value cannot be null. (Parameter 'data')", Assert.Throws<ArgumentNullException>(() => s_ml.MulticlassClassification.Evaluate(null!)).Message);
    }
}
