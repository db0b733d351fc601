using Microsoft.ML.SeNet.Model;

namespace Microsoft.ML.SeNet.Tests.Model;

public class ScoreRankingTests
{
    [Theory]
    [InlineData(new[] { 0.2f, 0.5f, 0.3f }, 1)]
    [InlineData(new[] { 0.5f, 0.5f }, 0)]
    [InlineData(new[] { float.NaN, 0.1f, float.NaN }, 1)]
    [InlineData(new[] { float.NaN, float.NaN }, -1)]
    [InlineData(new float[0], -1)]
    public void Best_Scores_IsTheFirstOfTheHighest(float[] scores, int expected) => Assert.Equal(expected, ScoreRanking.Best(scores));

    [Theory]
    [InlineData(1, new[] { 3 })]
    [InlineData(3, new[] { 3, 1, 4 })]
    [InlineData(9, new[] { 3, 1, 4, 0, 2 })]
    public void Top_Scores_AreHighestFirstAndNoNumbersLast(int count, int[] expected) =>
        Assert.Equal(expected, ScoreRanking.Top([0, 0.2f, float.NaN, 0.6f, 0.2f], count));
}
