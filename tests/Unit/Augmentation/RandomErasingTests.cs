using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class RandomErasingTests
{
    [Fact]
    public void Constructor_Everything_NamesAllFaults() =>
        Assert.Equal(
            "A random erasing cannot be made from these values. Probability: expected 0 to 1, got 2. MinArea: expected above 0 and at most "
            + "1, got 0. MaxArea: expected at least MinArea and at most 1, got 1.5. MinAspectRatio: expected above 0, got -1. "
            + "MaxAspectRatio: expected at least MinAspectRatio, got NaN. (Parameter 'Probability')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomErasing(2, 0, 1.5, -1, double.NaN)).Message);

    [Fact]
    public void Constructor_Defaults_AreTorchvisions()
    {
        var sut = new RandomErasing();

        Assert.Equal((0.25, 0.02, 0.33, 0.3, 3.3), (sut.Probability, sut.MinArea, sut.MaxArea, sut.MinAspectRatio, sut.MaxAspectRatio));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.25, 2300, 2700)]
    [InlineData(1, 10_000, 10_000)]
    public void Draw_TenThousandTimes_IsAsLikelyAsStated(double probability, int least, int most)
    {
        var random = new Seeds(2).Stream("erasing");

        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => new RandomErasing(probability).Draw(64, random) is not null), least, most);
    }

    [Fact]
    public void Draw_AnySquare_GivesABoxInsideOfTheAreaAndRatioAskedFor() => Prop.ForAll(
        Gen.Choose(1, 300).SelectMany(side => Gen.Choose(0, int.MaxValue).Select(seed => (side, seed))).ToArbitrary(),
        item =>
        {
            if (new RandomErasing(1).Draw(item.side, new Seeds(item.seed).Stream("erasing")) is not { } box)
                return;
            Assert.InRange(box.Left, 0, item.side - box.Width);
            Assert.InRange(box.Top, 0, item.side - box.Height);
            Assert.InRange(box.Width, 0, item.side - 1);
            Assert.InRange(box.Height, 0, item.side - 1);
            // Both sides are rounded to whole pixels.
            Assert.InRange((box.Width + 0.5) * (box.Height + 0.5), 0.02 * item.side * item.side, double.MaxValue);
            Assert.InRange((box.Width - 0.5) * (box.Height - 0.5), double.MinValue, 0.33 * item.side * item.side);
            Assert.InRange((box.Height + 0.5) / Math.Max(box.Width - 0.5, 1e-9), 0.3, double.MaxValue);
            Assert.InRange((box.Height - 0.5) / (box.Width + 0.5), double.MinValue, 3.3);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Draw_SameSeed_GivesTheSame() =>
        Assert.Equal(
            new RandomErasing(1).Draw(64, new Seeds(2).Stream("erasing")), new RandomErasing(1).Draw(64, new Seeds(2).Stream("erasing")));
}
