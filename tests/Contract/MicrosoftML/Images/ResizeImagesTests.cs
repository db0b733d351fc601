using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace SeNetMl.MicrosoftML.Tests.Images;

public class ResizeImagesTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [Theory]
    [InlineData(5, 4)]
    [InlineData(7, 11)]
    [InlineData(26, 18)]
    [InlineData(39, 3)]
    [InlineData(1, 1)]
    public void Fill_AnySize_TakesTheNearestPixel(int width, int height)
    {
        using var image = Resized("rgb.png", width, height, ResizingKind.Fill);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(GoldenPictures.Bytes($"nearest_{width}x{height}.bgra"), image.Pixels);
    }

    [Theory]
    [InlineData(ResizingKind.Fill)]
    [InlineData(ResizingKind.IsoCrop)]
    [InlineData(ResizingKind.IsoPad)]
    public void SameSize_AnyKind_ChangesNothing(ResizingKind kind)
    {
        using var image = Resized("rgba.png", GoldenPictures.Width, GoldenPictures.Height, kind);

        Assert.Equal(GoldenPictures.Pixels("rgba.png"), image.Pixels);
        Assert.Equal(GoldenPictures.PathOf("rgba.png"), image.Tag);
    }

    /// <summary>One side fits, so nothing is interpolated: the target is a window on the picture.</summary>
    [Theory]
    [InlineData(Anchor.Left, 0)]
    [InlineData(Anchor.Center, 2)] // (13 - 8) / 2, towards zero
    [InlineData(Anchor.Right, 5)]
    [InlineData(Anchor.Top, 2)] // says nothing about columns
    [InlineData(Anchor.Bottom, 2)]
    public void IsoCrop_NarrowerOnly_CutsColumns(Anchor anchor, int left)
    {
        using var image = Resized("rgb.png", 8, GoldenPictures.Height, ResizingKind.IsoCrop, anchor);

        Assert.Equal(Window(left, 0, 8, GoldenPictures.Height), image.Pixels);
    }

    [Theory]
    [InlineData(Anchor.Top, 0)]
    [InlineData(Anchor.Center, 2)] // (9 - 4) / 2, towards zero
    [InlineData(Anchor.Bottom, 5)]
    [InlineData(Anchor.Left, 2)]
    [InlineData(Anchor.Right, 2)]
    public void IsoCrop_LowerOnly_CutsRows(Anchor anchor, int top)
    {
        using var image = Resized("rgb.png", GoldenPictures.Width, 4, ResizingKind.IsoCrop, anchor);

        Assert.Equal(Window(0, top, GoldenPictures.Width, 4), image.Pixels);
    }

    [Fact]
    public void IsoPad_WiderOnly_AddsBlackAndTransparentColumns()
    {
        using var image = Resized("rgb.png", 20, GoldenPictures.Height, ResizingKind.IsoPad);

        Assert.Equal(Window(-3, 0, 20, GoldenPictures.Height), image.Pixels);
    }

    [Fact]
    public void IsoPad_HigherOnly_AddsBlackAndTransparentRows()
    {
        using var image = Resized("rgb.png", GoldenPictures.Width, 14, ResizingKind.IsoPad);

        Assert.Equal(Window(0, -2, GoldenPictures.Width, 14), image.Pixels);
    }

    /// <summary>On a gradient every sensible filter agrees away from the borders; which one it is, nobody promises. Tolerance: one step of the gradient.</summary>
    [Theory]
    [InlineData(ResizingKind.IsoCrop, 40, 30, 0, 0, 2)]
    [InlineData(ResizingKind.IsoCrop, 20, 15, 0, 0, 4)]
    [InlineData(ResizingKind.IsoCrop, 30, 30, 5, 0, 2)]
    [InlineData(ResizingKind.IsoPad, 40, 50, 0, 10, 2)]
    [InlineData(ResizingKind.IsoPad, 160, 120, 0, 0, 2)]
    public void Iso_AnotherSize_KeepsAGradient(ResizingKind kind, int width, int height, int left, int top, int tolerance)
    {
        const int SourceWidth = 80, SourceHeight = 60;
        byte[] gradient = [.. Enumerable.Range(0, SourceWidth * SourceHeight).SelectMany(i => new byte[] { (byte)(i % SourceWidth * 2), (byte)(i / SourceWidth * 2), 77, 255 })];
        using var source = MLImage.CreateFromPixels(SourceWidth, SourceHeight, MLPixelFormat.Bgra32, gradient);
        using var image = Resized(source, width, height, kind);
        double scale = kind == ResizingKind.IsoCrop ? (double)SourceHeight / height : (double)SourceWidth / width;

        for (int y = top + 2; y < height - top - 2; y++)
        {
            for (int x = 2; x < width - 2; x++)
            {
                var pixel = image.Pixels.Slice(4 * ((y * width) + x), 4);
                Assert.InRange(pixel[0], (2 * (((x + left + 0.5) * scale) - 0.5)) - tolerance, (2 * (((x + left + 0.5) * scale) - 0.5)) + tolerance);
                Assert.InRange(pixel[1], (2 * (((y - top + 0.5) * scale) - 0.5)) - tolerance, (2 * (((y - top + 0.5) * scale) - 0.5)) + tolerance);
                Assert.Equal((77, 255), (pixel[2], pixel[3]));
            }
        }
    }

    [Fact]
    public void Fit_NoPictures_Throws()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Path = "" } });
        var shape = s_ml.Transforms.LoadImages("Image", null, "Path");

        var type = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.ResizeImages("Image", 2, 2, "Path").Fit(data));
        var typeInChain = Assert.Throws<ArgumentOutOfRangeException>(() => shape.Append(s_ml.Transforms.ResizeImages("Image", 2, 2, "Path")).Fit(data));
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.ResizeImages("Nowhere", 2, 2).Fit(data));

        Assert.Equal("Schema mismatch for input column 'Path': expected image, got String (Parameter 'inputSchema')", type.Message);
        Assert.Equal("Schema mismatch for input column 'Path': expected Image, got String (Parameter 'inputSchema')", typeInChain.Message);
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", missing.Message);
    }

    [Fact]
    public void ResizeImages_OptionsOutOfRange_Throw()
    {
        static string Message(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
        const string OutOfRange = "Specified argument was out of the range of valid values. (Parameter '{0}')";

        Assert.Equal(string.Format(OutOfRange, "imageWidth"), Message(() => s_ml.Transforms.ResizeImages("Image", 0, 1)));
        Assert.Equal(string.Format(OutOfRange, "imageHeight"), Message(() => s_ml.Transforms.ResizeImages("Image", 1, -1)));
        Assert.Equal(string.Format(OutOfRange, "resizing"), Message(() => s_ml.Transforms.ResizeImages("Image", 1, 1, resizing: (ResizingKind)9)));
        Assert.Equal(string.Format(OutOfRange, "anchor"), Message(() => s_ml.Transforms.ResizeImages("Image", 1, 1, cropAnchor: (Anchor)9)));
        Assert.Equal("height * width is too large. (Parameter 'height')", Message(() => s_ml.Transforms.ResizeImages("Image", 65536, 65536)));
    }

    private static byte[] Window(int left, int top, int width, int height)
    {
        byte[] pixels = GoldenPictures.Pixels("rgb.png"), window = new byte[width * height * 4];
        for (int y = Math.Max(0, top); y < Math.Min(GoldenPictures.Height, top + height); y++)
        {
            for (int x = Math.Max(0, left); x < Math.Min(GoldenPictures.Width, left + width); x++)
                pixels.AsSpan(4 * ((y * GoldenPictures.Width) + x), 4).CopyTo(window.AsSpan(4 * (((y - top) * width) + x - left)));
        }
        return window;
    }

    private static MLImage Resized(string name, int width, int height, ResizingKind kind, Anchor anchor = Anchor.Center)
    {
        var source = GoldenPictures.Load(name);
        source.Tag = GoldenPictures.PathOf(name);
        return Resized(source, width, height, kind, anchor);
    }

    private static MLImage Resized(MLImage source, int width, int height, ResizingKind kind, Anchor anchor = Anchor.Center)
    {
        var data = ImageRows.View(s_ml, source);
        var sut = s_ml.Transforms.ResizeImages("Resized", width, height, "Image", kind, anchor).Fit(data).Transform(data);
        Assert.Equal($"Resized: Image<{height}, {width}>", sut.Schema["Resized"].ToString());
        return ImageRows.First<MLImage>(sut, "Resized");
    }
}
