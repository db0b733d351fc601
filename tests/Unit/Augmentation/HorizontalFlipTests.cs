using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class HorizontalFlipTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.5, 4800, 5200)]
    [InlineData(0.1, 880, 1120)]
    [InlineData(1, 10000, 10000)]
    public void Draw_TenThousandTimes_IsAsLikelyAsStated(double probability, int least, int most)
    {
        var random = new Seeds(2).Stream("flip");

        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => new HorizontalFlip(probability).Draw(random)), least, most);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Constructor_OutOfRange_IsRefused(double probability) =>
        Assert.Equal(
            $"A horizontal flip cannot be made from these values. Probability: expected 0 to 1, got {probability}. "
            + "(Parameter 'Probability')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new HorizontalFlip(probability)).Message);

    [Fact]
    public void Constructor_Default_IsHalf() => Assert.Equal(new HorizontalFlip(0.5), new HorizontalFlip());
}
