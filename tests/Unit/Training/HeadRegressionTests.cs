using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class HeadRegressionTests : TensorTest
{
    private const int Width = 6;
    private const int Classes = 3;

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(1, 0, true)]
    [InlineData(30, 20, false)]
    [InlineData(0.001, 0.5, true)]
    public void Solve_FeaturesOfAnyScale_IsAtTheMinimum(double scale, double offset, bool isWeighted)
    {
        using var scope = NewDisposeScope();
        var (features, labels) = Clouds(60, scale, offset, apart: 1);
        double[]? classWeights = isWeighted ? [0.5, 1, 3] : null;

        var fit = new HeadRegression(labels, Classes, classWeights, () => { }).Solve(features);

        var steepest = LogisticRegression.SteepestPart(
            Rows(features), labels, classWeights, fit.Strength, Values(fit.Weight), Values(fit.Bias));
        Assert.InRange(steepest, 0, 2e-4);
        Assert.Contains(fit.Strength, HeadRegression.Strengths);
    }

    [Fact]
    public void Solve_FeaturesOnAnotherScale_GivesTheSameAnswers()
    {
        using var scope = NewDisposeScope();
        var (features, labels) = Clouds(60, 1, 0, apart: 1);

        var fit = new HeadRegression(labels, Classes, null, () => { }).Solve(features);
        var scaled = new HeadRegression(labels, Classes, null, () => { }).Solve((features * 32) + 5);

        Assert.Equal(fit.Strength, scaled.Strength);
        Assert.Equal(fit.CrossValidation!.Correct, scaled.CrossValidation!.Correct);
        Assert.All(Logits(fit, features).Zip(Logits(scaled, (features * 32) + 5)), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
    }

    [Fact]
    public void Solve_ClassesFarApart_CrossValidationKnowsThemAll()
    {
        using var scope = NewDisposeScope();
        var (features, labels) = Clouds(60, 1, 0, apart: 8);

        var fit = new HeadRegression(labels, Classes, null, () => { }).Solve(features);

        Assert.Equal((60L, 60L, 1.0), (fit.CrossValidation!.Correct, fit.CrossValidation.Count, fit.Training.Accuracy));
        Assert.InRange(fit.CrossValidation.Loss, 0, 0.05);
    }

    [Fact]
    public void Solve_NothingToLearn_CrossValidationSaysSoThoughTrainingLooksGood()
    {
        using var scope = NewDisposeScope();
        var (features, labels) = Clouds(30, 1, 0, apart: 0);

        var fit = new HeadRegression(labels, Classes, null, () => { }).Solve(features);

        Assert.InRange(fit.CrossValidation!.Loss, Math.Log(3) - 0.05, Math.Log(3) + 0.3);
        Assert.Equal(HeadRegression.Strengths[0], fit.Strength);
    }

    [Fact]
    public void Solve_OnePictureAClass_HasNoCrossValidation()
    {
        using var scope = NewDisposeScope();
        var (features, labels) = Clouds(Classes, 1, 0, apart: 3);

        var fit = new HeadRegression(labels, Classes, null, () => { }).Solve(features);

        Assert.Null(fit.CrossValidation);
        Assert.Equal((0.03, 1.0), (fit.Strength, fit.Training.Accuracy));
    }

    [Fact]
    public void Solve_FeaturesAllAlike_LearnsHowFrequentClassesAre()
    {
        using var scope = NewDisposeScope();
        int[] labels = [0, 0, 0, 1, 0, 0, 1, 0];

        var fit = new HeadRegression(labels, 2, null, () => { }).Solve(ones(8, Width));

        var probabilities = nn.functional.softmax(fit.Bias + fit.Weight.mv(ones(Width)), 0).data<float>().ToArray();
        Assert.Equal(0.75f, probabilities[0], 1e-2f);
    }

    [Fact]
    public void Solve_Canceled_Ends()
    {
        using var scope = NewDisposeScope();
        var (features, labels) = Clouds(30, 1, 0, apart: 1);

        Assert.Throws<OperationCanceledException>(
            () => new HeadRegression(labels, Classes, null, () => throw new OperationCanceledException()).Solve(features));
    }

    [Fact]
    public void Of_PartsOfDifferentSize_IsThatOfAllTogether() =>
        Assert.Equal(new HeadScore(0.6, 7, 10), HeadScore.Of([new HeadScore(1, 1, 4), new HeadScore(1.0 / 3, 6, 6)]));

    /// <summary>Rows in turn of each class, around a point of its own.</summary>
    private static (Tensor Features, int[] Labels) Clouds(int count, double scale, double offset, double apart)
    {
        var labels = Enumerable.Range(0, count).Select(i => i % Classes).ToArray();
        var features = randn([count, Width], generator: new Generator(5));
        for (var row = 0; row < count; row++)
            features[row, labels[row]] += apart;
        return ((features * scale) + offset, labels);
    }

    private static double[][] Rows(Tensor features) => [.. Values(features).Chunk((int)features.shape[1])];

    private static double[] Values(Tensor tensor) => [.. tensor.contiguous().data<float>().ToArray().Select(value => (double)value)];

    private static float[] Logits(HeadFit fit, Tensor features) =>
        (features.mm(fit.Weight.t()) + fit.Bias).contiguous().data<float>().ToArray();
}
