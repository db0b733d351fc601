using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class TrivialAugmentTests
{
    private static readonly PictureOperation[] s_space =
        [.. Enum.GetValues<PictureOperation>().Where(operation => operation != PictureOperation.Hue)];

    [Theory]
    [InlineData(1)]
    [InlineData(1001)]
    public void Constructor_OutOfRange_IsRefused(int bins) =>
        Assert.Equal(
            $"A TrivialAugment cannot be made from these values. MagnitudeBins: expected 2 to 1000, got {bins}. "
            + "(Parameter 'MagnitudeBins')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TrivialAugment(bins)).Message);

    [Fact]
    public void Draw_ManyTimes_EachOperationIsEquallyLikely()
    {
        var counts = Draws(28_000).CountBy(drawn => drawn.Operation).ToDictionary();

        Assert.Equal(s_space, counts.Keys.Order());
        // Pearson's sum over 14 operations of 2000 each: above 34.5 once in a thousand.
        Assert.InRange(counts.Values.Sum(count => Math.Pow(count - 2000, 2) / 2000), 0, 34.5);
    }

    [Theory]
    [InlineData(nameof(PictureOperation.ShearX), -0.99, 0.99, 61)]
    [InlineData(nameof(PictureOperation.TranslateY), -32, 32, 61)]
    [InlineData(nameof(PictureOperation.Rotate), -135, 135, 61)]
    [InlineData(nameof(PictureOperation.Sharpness), -0.99, 0.99, 61)]
    [InlineData(nameof(PictureOperation.Solarize), 0, 255, 31)]
    [InlineData(nameof(PictureOperation.Posterize), 2, 8, 7)]
    [InlineData(nameof(PictureOperation.Equalize), 0, 0, 1)]
    public void Draw_ManyTimes_ReachesEveryStrength(string operation, double least, double most, int different)
    {
        var strengths = Draws(
            60_000).Where(drawn => drawn.Operation.ToString() == operation).Select(drawn => drawn.Strength).Distinct().ToArray();

        Assert.Equal((least, most, different), (strengths.Min(), strengths.Max(), strengths.Length));
    }

    [Fact]
    public void Draw_Posterize_IsTorchvisions()
    {
        // 8 - round(k / 5), of 31 strengths: 8 and 2 three times, the others five times.
        var bits = Draws(200_000).Where(drawn => drawn.Operation == PictureOperation.Posterize).CountBy(drawn => drawn.Strength)
            .OrderBy(item => item.Key).ToArray();

        Assert.Equal([2, 3, 4, 5, 6, 7, 8], bits.Select(item => item.Key));
        Assert.All(bits, item => Assert.InRange(
            item.Value * 31.0 / bits.Sum(one => one.Value), item.Key is 2 or 8 ? 2.7 : 4.7, item.Key is 2 or 8 ? 3.3 : 5.3));
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSame() => Assert.Equal(Draws(50), Draws(50));

    private static List<DrawnOperation> Draws(int count)
    {
        var random = new Seeds(5).Stream("trivial");
        return [.. Enumerable.Range(0, count).Select(_ => new TrivialAugment().Draw(random))];
    }
}
