using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class SymmetricBetaTests
{
    private const int Draws = 40_000;

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public void Draw_ManyTimes_HasTheMomentsOfTheDistribution(double alpha)
    {
        var random = new Seeds(1).Stream("beta");
        var values = Enumerable.Range(0, Draws).Select(_ => SymmetricBeta.Draw(alpha, random)).ToArray();

        var variance = 1 / (4 * ((2 * alpha) + 1));
        Assert.All(values, value => Assert.InRange(value, 0, 1));
        Assert.InRange(values.Average(), 0.5 - (4 * Math.Sqrt(variance / Draws)), 0.5 + (4 * Math.Sqrt(variance / Draws)));
        Assert.InRange(values.Average(value => Math.Pow(value - 0.5, 2)) / variance, 0.96, 1.04);
    }

    [Fact]
    public void Draw_AlphaOne_IsUniform()
    {
        var random = new Seeds(2).Stream("beta");
        double[] values = [.. Enumerable.Range(0, Draws).Select(_ => SymmetricBeta.Draw(1, random)).Order()];

        // Kolmogorov and Smirnov's largest distance: above 1.95 / √n once in a thousand.
        Assert.InRange(values.Select((value, i) => Math.Abs(value - ((i + 0.5) / Draws))).Max(), 0, 1.95 / Math.Sqrt(Draws));
    }
}
