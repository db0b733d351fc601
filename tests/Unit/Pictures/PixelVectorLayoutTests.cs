using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class PixelVectorLayoutTests
{
    private const int Width = 5;
    private const int Height = 3;

    public static TheoryData<ColorBits, ColorsOrder, bool, float, float> Layouts
    {
        get
        {
            var data = new TheoryData<ColorBits, ColorsOrder, bool, float, float>();
            foreach (var order in Enum.GetValues<ColorsOrder>())
            {
                data.Add(ColorBits.Rgb, order, false, 0, 1);
                data.Add(ColorBits.All, order, true, 117, 1);
                data.Add(ColorBits.All, order, false, 127.5f, 1 / 127.5f);
                data.Add(ColorBits.Rgb, order, true, 0, -1 / 255f);
                data.Add(ColorBits.Green, order, true, 123.68f, 0.017f);
                data.Add(ColorBits.Blue | ColorBits.Alpha, order, false, 0, 1 / 255f);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Read_WhatExtractPixelsMade_GivesThePixels(ColorBits colors, ColorsOrder order, bool interleaved, float offset, float scale)
    {
        var (image, pixels) = SomeImage();
        var ml = new MLContext(1);
        var extracted = ml.Transforms.ExtractPixels("Vector", "Image", colors, order, interleaved, offset, scale)
            .Fit(Rows(ml, image)).Transform(Rows(ml, image));
        var vector = extracted.GetColumn<float[]>("Vector").Single();
        var into = new RgbBuffer();

        new PixelVectorLayout(Width, Height, colors, order, interleaved, offset, scale).Read(vector, into);

        Assert.Equal((Width, Height), (into.Width, into.Height));
        Assert.Equal(Seen(pixels, colors), into.Span.ToArray());
    }

    [Theory]
    [InlineData(ColorBits.Rgb, false)]
    [InlineData(ColorBits.All, true)]
    [InlineData(ColorBits.Red, false)]
    public void Read_BytesThatExtractPixelsMade_GivesThePixels(ColorBits colors, bool interleaved)
    {
        var (image, pixels) = SomeImage();
        var ml = new MLContext(1);
        var rows = Rows(ml, image);
        var extracted = ml.Transforms.ExtractPixels("Vector", "Image", colors, ColorsOrder.ABGR, interleaved, outputAsFloatArray: false)
            .Fit(rows).Transform(rows);
        var into = new RgbBuffer();

        // Offset and scale are none of the bytes' business.
        new PixelVectorLayout(Width, Height, colors, ColorsOrder.ABGR, interleaved, 100, 2).Read(
            extracted.GetColumn<byte[]>("Vector").Single(), into);

        Assert.Equal(Seen(pixels, colors), into.Span.ToArray());
    }

    [Fact]
    public void Constructor_Defaults_AreExtractPixelsOwn()
    {
        var sut = new PixelVectorLayout(4, 2);

        Assert.Equal((ColorBits.Rgb, ColorsOrder.ARGB, false, 0f, 1f), (sut.Colors, sut.Order, sut.IsInterleaved, sut.Offset, sut.Scale));
        Assert.Equal((3, 24L), (sut.Planes, sut.Length));
        Assert.Equal(sut, new PixelVectorLayout(4, 2));
    }

    [Fact]
    public void Constructor_Everything_NamesAllFaults() =>
        Assert.Equal(
            "A pixel vector's layout cannot be made from these values. Width: expected 1 or more, got 0. Height: expected 1 or more, "
            + "got -1. Colors: expected Red, Green and Blue or one of them, with or without Alpha, got Red, Green. "
            + "Order: expected one of ARGB, ARBG, ABRG, ABGR, AGRB, AGBR, got 0. Offset: expected a finite number, got NaN. "
            + "Scale: expected a finite number other than 0, got 0. (Parameter 'Width')",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new PixelVectorLayout(0, -1, ColorBits.Red | ColorBits.Green, 0, false, float.NaN, 0)).Message);

    [Theory]
    [InlineData(-0.4f, 0)]
    [InlineData(0.4f, 0)]
    [InlineData(0.6f, 1)]
    [InlineData(254.6f, 255)]
    [InlineData(255.4f, 255)]
    public void Read_Fractions_AreRoundedAndClamped(float value, byte expected)
    {
        var into = new RgbBuffer();

        new PixelVectorLayout(1, 1).Read([2, value, 3], into);

        Assert.Equal([2, expected, 3], into.Span.ToArray());
    }

    [Theory]
    [InlineData(-0.6f, "-0.6")]
    [InlineData(255.6f, "255.6")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Read_ImpossiblePixel_TellsValueAndIndex(float value, string text) =>
        Assert.Equal(
            $"A pixel vector cannot be read: expected numbers that offset 0 and scale 1 make of pixels 0 to 255, got {text} at index 1, "
            + $"which would be a pixel of {text}. Give the offset and the scale of ExtractPixels in the options.",
            Assert.Throws<InvalidDataException>(() => new PixelVectorLayout(1, 1).Read([7, value, 0], new RgbBuffer())).Message);

    [Fact]
    public void Read_ScaledToOneUnknown_TellsSo() =>
        Assert.Equal(
            "A pixel vector cannot be read: expected numbers that offset 0 and scale 1 make of pixels 0 to 255, got 0.25 at index 2, "
            + "which would be a pixel of 0.25, "
            + "with no pixel of the picture above 1. Give the offset and the scale of ExtractPixels in the options.",
            Assert.Throws<InvalidDataException>(
                () => new PixelVectorLayout(2, 1).Read([0, 1, 0.25f, 0.5f, 0, 1], new RgbBuffer())).Message);

    [Fact]
    public void Read_NearlyBlackPicture_IsRead()
    {
        var into = new RgbBuffer();

        new PixelVectorLayout(2, 1).Read([0, 1, 0, 1, 1, 0], into);

        Assert.Equal<byte>([0, 0, 1, 1, 1, 0], into.Span.ToArray());
    }

    [Fact]
    public void Read_WrongLength_TellsTheShape() =>
        Assert.Equal(
            "A pixel vector cannot be read: expected 3 x 2 x 5 = 30 numbers, got 29. "
            + "Give the size and the colors of ExtractPixels in the options.",
            Assert.Throws<InvalidDataException>(() => new PixelVectorLayout(5, 2).Read(new byte[29], new RgbBuffer())).Message);

    private static (MLImage Image, byte[] Pixels) SomeImage()
    {
        var random = new Seeds(1).Stream("image");
        byte[] pixels = [.. Enumerable.Range(0, Width * Height * 4).Select(_ => (byte)random.NextInt32(256))];
        return (MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, pixels), pixels);
    }

    private static IDataView Rows(MLContext ml, MLImage image) => ml.Data.LoadFromEnumerable([new Row { Image = image }]);

    private static IEnumerable<byte> Seen(byte[] pixels, ColorBits colors) =>
        pixels.Chunk(4).SelectMany(pixel => (colors & ColorBits.Rgb) switch
        {
            ColorBits.Red => [pixel[0], pixel[0], pixel[0]],
            ColorBits.Green => [pixel[1], pixel[1], pixel[1]],
            ColorBits.Blue => [pixel[2], pixel[2], pixel[2]],
            _ => pixel[..3],
        });

    private sealed class Row
    {
        [Microsoft.ML.Transforms.Image.ImageType(Height, Width)]
        public MLImage? Image { get; set; }
    }
}
