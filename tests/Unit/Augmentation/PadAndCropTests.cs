using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class PadAndCropTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(65537)]
    public void Constructor_OutOfRange_IsRefused(int padding) =>
        Assert.Equal(
            $"A padded crop cannot be made from these values. Padding: expected 0 to 65536, got {padding}. (Parameter 'Padding')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new PadAndCrop(padding)).Message);

    [Fact]
    public void Draw_Square_GivesEachWindowEquallyOften()
    {
        var random = new Seeds(3).Stream("crop");
        var counts = new int[9, 9];
        for (var i = 0; i < 81_000; i++)
        {
            var box = new PadAndCrop(4).Draw(32, 32, 32, random);
            Assert.Equal((32, 32), (box.Width, box.Height));
            counts[(int)box.Y + 4, (int)box.X + 4]++;
        }

        // Pearson's sum over 81 windows of 1000 each: above 124.8 once in a thousand.
        Assert.InRange(counts.Cast<int>().Sum(count => Math.Pow(count - 1000, 2) / 1000), 0, 124.8);
    }

    [Fact]
    public void Draw_LongerPicture_ReachesBothEnds()
    {
        var random = new Seeds(3).Stream("crop");
        var boxes = Enumerable.Range(0, 2000).Select(_ => new PadAndCrop(2).Draw(20, 16, 16, random)).ToList();

        Assert.Equal(Enumerable.Range(-2, 9), boxes.Select(box => (int)box.X).Distinct().Order());
        Assert.Equal(Enumerable.Range(-2, 5), boxes.Select(box => (int)box.Y).Distinct().Order());
    }

    [Fact]
    public void Draw_TooSmallWithItsMargins_IsCentral() =>
        Assert.Equal(new CropBox(-5, -6, 16, 16), new PadAndCrop(1).Draw(5, 4, 16, new Seeds(3).Stream("crop")));
}
