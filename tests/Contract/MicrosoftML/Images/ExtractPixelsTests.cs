using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace SeNetMl.MicrosoftML.Tests.Images;

public class ExtractPixelsTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    // Two pixels side by side: (red, green, blue, alpha) = (1, 2, 3, 4) and (5, 6, 7, 8).
    private static readonly byte[] s_bgra = [3, 2, 1, 4, 7, 6, 5, 8];

    [Theory]
    [InlineData(ColorBits.Rgb, ColorsOrder.ARGB, false, new float[] { 1, 5, 2, 6, 3, 7 })]
    [InlineData(ColorBits.Rgb, ColorsOrder.ARGB, true, new float[] { 1, 2, 3, 5, 6, 7 })]
    [InlineData(ColorBits.All, ColorsOrder.ARGB, true, new float[] { 4, 1, 2, 3, 8, 5, 6, 7 })]
    [InlineData(ColorBits.All, ColorsOrder.ARBG, true, new float[] { 4, 1, 3, 2, 8, 5, 7, 6 })]
    [InlineData(ColorBits.All, ColorsOrder.ABRG, true, new float[] { 4, 3, 1, 2, 8, 7, 5, 6 })]
    [InlineData(ColorBits.All, ColorsOrder.ABGR, true, new float[] { 4, 3, 2, 1, 8, 7, 6, 5 })]
    [InlineData(ColorBits.All, ColorsOrder.AGRB, true, new float[] { 4, 2, 1, 3, 8, 6, 5, 7 })]
    [InlineData(ColorBits.All, ColorsOrder.AGBR, true, new float[] { 4, 2, 3, 1, 8, 6, 7, 5 })]
    [InlineData(ColorBits.All, ColorsOrder.ABGR, false, new float[] { 4, 8, 3, 7, 2, 6, 1, 5 })]
    [InlineData(ColorBits.Green, ColorsOrder.ARGB, false, new float[] { 2, 6 })]
    [InlineData(ColorBits.Blue | ColorBits.Alpha, ColorsOrder.AGRB, true, new float[] { 4, 3, 8, 7 })]
    public void ExtractPixels_ColoursAndOrder_AreFollowed(ColorBits colors, ColorsOrder order, bool interleave, float[] expected)
    {
        byte[] rgba = [1, 2, 3, 4, 5, 6, 7, 8];

        Assert.Equal(expected, Floats(MLPixelFormat.Bgra32, s_bgra, colors, order, interleave));
        Assert.Equal(expected, Floats(MLPixelFormat.Rgba32, rgba, colors, order, interleave));
        Assert.Equal(expected.Select(value => (byte)value), Extract<byte>(MLPixelFormat.Bgra32, s_bgra, colors, order, interleave, 0, 1, false));
    }

    [Fact]
    public void ExtractPixels_OffsetAndScale_OffsetComesFirst()
    {
        float[] expected = [(1 - 0.3f) * 0.7f, (5 - 0.3f) * 0.7f];

        Assert.Equal(expected, Floats(MLPixelFormat.Bgra32, s_bgra, ColorBits.Red, ColorsOrder.ARGB, false, 0.3f, 0.7f));
    }

    [Fact]
    public void ExtractPixels_Bytes_IgnoreOffsetAndScale()
    {
        Assert.Equal<byte>([1, 5], Extract<byte>(MLPixelFormat.Bgra32, s_bgra, ColorBits.Red, ColorsOrder.ARGB, false, 3, 0, false));
    }

    [Theory]
    [InlineData(false, true, "Pixels: Vector<Single, 3, 9, 13>")]
    [InlineData(true, true, "Pixels: Vector<Single, 9, 13, 3>")]
    [InlineData(true, false, "Pixels: Vector<Byte, 9, 13, 3>")]
    public void Schema_AnyLayout_SaysTheDimensions(bool interleave, bool asFloats, string expected)
    {
        using var image = GoldenPictures.Load("rgb.png");
        var data = ImageRows.View(s_ml, image);

        var sut = s_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: interleave, outputAsFloatArray: asFloats).Fit(data).Transform(data);

        Assert.Equal(expected, sut.Schema["Pixels"].ToString());
    }

    [Fact]
    public void ExtractPixels_NoPicture_GivesZeros()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Path = "" } });
        var pipeline = s_ml.Transforms.LoadImages("Image", null, "Path").Append(s_ml.Transforms.ResizeImages("Image", 2, 1)).Append(s_ml.Transforms.ExtractPixels("Pixels", "Image"));

        var pixels = ImageRows.First<VBuffer<float>>(pipeline.Fit(data).Transform(data), "Pixels");

        Assert.False(pixels.IsDense);
        Assert.Equal(new float[6], pixels.DenseValues());
    }

    [Fact]
    public void LoadResizeExtract_WholeChain_GivesGoldenPixels()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Path = GoldenPictures.PathOf("rgb.png") } });
        var pipeline = s_ml.Transforms.LoadImages("Image", null, "Path")
            .Append(s_ml.Transforms.ResizeImages("Image", 7, 11, resizing: Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind.Fill))
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.Rgb, ColorsOrder.ABGR, interleavePixelColors: true, outputAsFloatArray: false));

        var pixels = ImageRows.First<VBuffer<byte>>(pipeline.Fit(data).Transform(data), "Pixels");

        Assert.Equal(GoldenPictures.Bytes("nearest_7x11.bgra").Where((_, i) => i % 4 != 3), pixels.DenseValues());
    }

    [Fact]
    public void Fit_PicturesOfUnknownSize_Throws()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Path = "" } });
        var pipeline = s_ml.Transforms.LoadImages("Image", null, "Path").Append(s_ml.Transforms.ExtractPixels("Pixels", "Image"));

        var size = Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.Fit(data));
        var type = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.ExtractPixels("Pixels", "Path").Fit(data));
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.ExtractPixels("Pixels", "Nowhere").Fit(data));

        Assert.Equal("Schema mismatch for input column 'Image': expected known-size image, got unknown-size image (Parameter 'inputSchema')", size.Message);
        Assert.Equal("Schema mismatch for input column 'Path': expected image, got String (Parameter 'inputSchema')", type.Message);
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", missing.Message);
    }

    [Fact]
    public void GetRow_PictureOfAnotherSize_Throws()
    {
        using var first = GoldenPictures.Load("rgb.png");
        using var second = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        var data = ImageRows.View(s_ml, first, second);
        var pixels = s_ml.Transforms.ExtractPixels("Pixels", "Image").Fit(data).Transform(data);

        Assert.Throws<InvalidOperationException>(() => s_ml.Data.CreateEnumerable<PixelRow>(pixels, reuseRowObject: false).ToArray());
    }

    [Fact]
    public void ExtractPixels_OptionsOutOfRange_Throw()
    {
        static string Message(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
        const string OutOfRange = "Specified argument was out of the range of valid values. (Parameter '{0}')";

        Assert.Equal("Need to use at least one color plane. (Parameter 'colorsToExtract')", Message(() => s_ml.Transforms.ExtractPixels("Pixels", colorsToExtract: 0)));
        Assert.Equal(string.Format(OutOfRange, "offsetImage"), Message(() => s_ml.Transforms.ExtractPixels("Pixels", offsetImage: float.NaN)));
        Assert.Equal(string.Format(OutOfRange, "scaleImage"), Message(() => s_ml.Transforms.ExtractPixels("Pixels", scaleImage: 0)));
        Assert.Equal("name cannot be null or white space (Parameter 'name')", Message(() => s_ml.Transforms.ExtractPixels(" ")));
    }

    private static float[] Floats(MLPixelFormat format, byte[] pixels, ColorBits colors, ColorsOrder order, bool interleave, float offset = 0, float scale = 1) =>
        Extract<float>(format, pixels, colors, order, interleave, offset, scale, true);

    private static T[] Extract<T>(MLPixelFormat format, byte[] pixels, ColorBits colors, ColorsOrder order, bool interleave, float offset, float scale, bool asFloats)
    {
        using var image = MLImage.CreateFromPixels(2, 1, format, pixels);
        var data = ImageRows.View(s_ml, image);
        var sut = s_ml.Transforms.ExtractPixels("Pixels", "Image", colors, order, interleave, offset, scale, asFloats).Fit(data).Transform(data);
        return [.. ImageRows.First<VBuffer<T>>(sut, "Pixels").DenseValues()];
    }

    private sealed class PixelRow
    {
        public float[] Pixels { get; set; } = [];
    }
}
