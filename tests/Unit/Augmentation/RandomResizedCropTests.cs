using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class RandomResizedCropTests
{
    private const int Draws = 20_000;

    [Fact]
    public void Constructor_Defaults_AreMild()
    {
        var sut = new RandomResizedCrop();

        Assert.Equal((0.35, 1.0, 0.75, 4 / 3.0), (sut.MinArea, sut.MaxArea, sut.MinAspectRatio, sut.MaxAspectRatio));
        Assert.Equal(sut, new RandomResizedCrop(MinArea: 0.35));
    }

    [Fact]
    public void Constructor_Everything_NamesAllFaults() =>
        Assert.Equal(
            "A random resized crop cannot be made from these values. MinArea: expected above 0 and at most 1, got 0. "
            + "MaxArea: expected at least MinArea and at most 1, got 1.5. "
            + "MinAspectRatio: expected above 0, got -1. MaxAspectRatio: expected at least MinAspectRatio, got NaN. (Parameter 'MinArea')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new RandomResizedCrop(0, 1.5, -1, double.NaN)).Message);

    [Theory]
    [InlineData(256, 341)]
    [InlineData(300, 300)]
    [InlineData(1000, 17)]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    public void Draw_AnyPicture_GivesWholePixelsInside(int width, int height)
    {
        var random = new Seeds(1).Stream("crop");
        for (var i = 0; i < 1000; i++)
        {
            var box = new RandomResizedCrop().Draw(width, height, 224, random);
            Assert.InRange(box.Width, 1, width);
            Assert.InRange(box.Height, 1, height);
            Assert.InRange(box.X, 0, width - box.Width);
            Assert.InRange(box.Y, 0, height - box.Height);
            Assert.All([box.X, box.Y, box.Width, box.Height], value => Assert.Equal(Math.Floor(value), value));
        }
    }

    // A square of 500 pixels admits every draw of at most 56 % of the area (0.75 · 0.75), so that none is tried again.
    [Fact]
    public void Draw_RoomForAll_DrawsAreaUniformlyAndRatioInItsLogarithm()
    {
        var sut = new RandomResizedCrop(MinArea: 0.2, MaxArea: 0.5);
        var boxes = Boxes(sut, 500, 500);

        var areas = boxes.Select(box => box.Width * box.Height / 250_000).ToArray();
        var logs = boxes.Select(box => Math.Log(box.Width / box.Height) / Math.Log(4 / 3.0)).ToArray();

        AssertUniform(areas, 0.2, 0.5);
        AssertUniform(logs, -1, 1);
    }

    [Fact]
    public void Draw_Place_IsUniform()
    {
        var boxes = Boxes(new RandomResizedCrop(MinArea: 0.2, MaxArea: 0.5), 500, 400);

        AssertUniform([.. boxes.Select(box => (box.X + 0.5) / (500 - box.Width + 1))], 0, 1);
        AssertUniform([.. boxes.Select(box => (box.Y + 0.5) / (400 - box.Height + 1))], 0, 1);
    }

    [Fact]
    public void Draw_Strip_FallsBackToTheMiddle()
    {
        var random = new Seeds(1).Stream("crop");

        Assert.Equal(new CropBox(493, 0, 13, 10), new RandomResizedCrop().Draw(1000, 10, 224, random));
        Assert.Equal(new CropBox(0, 493, 10, 13), new RandomResizedCrop().Draw(10, 1000, 224, random));
        Assert.Equal(new CropBox(0, 0, 12, 10), new RandomResizedCrop(1, 1, 1.1, 1.3).Draw(12, 10, 224, random));
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSame()
    {
        Assert.Equal(Boxes(new RandomResizedCrop(), 50, 40), Boxes(new RandomResizedCrop(), 50, 40));
    }

    private static CropBox[] Boxes(RandomResizedCrop sut, int width, int height)
    {
        var random = new Seeds(7).Stream("crop");
        return [.. Enumerable.Range(0, Draws).Select(_ => sut.Draw(width, height, 224, random))];
    }

    // Kolmogorov and Smirnov's largest distance: above 1.95 / √n once in a thousand; the sizes' rounding to pixels is allowed for.
    private static void AssertUniform(double[] values, double from, double to)
    {
        Array.Sort(values);
        var distance = values.Select((value, index) => Math.Abs(((value - from) / (to - from)) - ((index + 0.5) / values.Length))).Max();
        Assert.InRange(distance, 0, (1.95 / Math.Sqrt(values.Length)) + 0.005);
    }
}
