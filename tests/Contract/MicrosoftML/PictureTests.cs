using Microsoft.ML;
using Microsoft.ML.Data;
using SkiaSharp;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>How ML.NET decodes pictures, in which order it keeps their bytes, and who disposes them.</summary>
public sealed class PictureTests : IDisposable
{
    private static readonly MLContext s_ml = new(seed: 1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pictures");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void CreateFromStream_Png_IsBlueFirstAndPremultiplied()
    {
        using var sut = MLImage.CreateFromStream(
            Encoded(SKEncodedImageFormat.Png, new SKColor(200, 100, 50, 255), new SKColor(200, 100, 50, 51)));

        Assert.Equal((2, 1, 32, MLPixelFormat.Bgra32), (sut.Width, sut.Height, sut.BitsPerPixel, sut.PixelFormat));
        Assert.Equal<byte>([50, 100, 200, 255, 10, 20, 40, 51], sut.Pixels.ToArray());
    }

    [Fact]
    public void CreateFromPixels_EitherFormat_KeepsTheBytes()
    {
        byte[] pixels = [10, 20, 30, 255, 1, 2, 3, 4];

        using var sut = MLImage.CreateFromPixels(1, 2, MLPixelFormat.Rgba32, pixels);
        pixels[0] = 99;

        Assert.Equal((1, 2, MLPixelFormat.Rgba32), (sut.Width, sut.Height, sut.PixelFormat));
        Assert.Equal<byte>([10, 20, 30, 255, 1, 2, 3, 4], sut.Pixels.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a picture")]
    public void CreateFromStream_NoPicture_Throws(string content)
    {
        var exception = Assert.Throws<ArgumentException>(
            () => MLImage.CreateFromStream(new MemoryStream([.. content.Select(letter => (byte)letter)])));

        Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", exception.Message);
    }

    /// <summary>Silently: why the check of a folder looks for pictures that end early itself.</summary>
    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public void CreateFromStream_CutOff_GivesAWholePicture(SKEncodedImageFormat format)
    {
        var random = new Random(1);
        var noise = Enumerable.Range(0, 4096).Select(_ => new SKColor((uint)random.Next() | 0xFF000000)).ToArray();
        var whole = Encoded(format, noise).ToArray();

        using var sut = MLImage.CreateFromStream(new MemoryStream(whole[..(whole.Length / 2)]));

        Assert.Equal((64, 64), (sut.Width, sut.Height));
    }

    /// <summary>Why our own decoding turns pictures by their EXIF orientation.</summary>
    [Fact]
    public void CreateFromStream_JpegOnItsSide_StaysOnItsSide()
    {
        var jpeg = Encoded(SKEncodedImageFormat.Jpeg, new SKColor[2]).ToArray();
        byte[] rightTop =
            [0xFF, 0xE1, 0, 34, .. "Exif\0\0II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];

        using var sut = MLImage.CreateFromStream(new MemoryStream([.. jpeg[..2], .. rightTop, .. jpeg[2..]]));

        Assert.Equal((2, 1), (sut.Width, sut.Height));
    }

    [Fact]
    public void LoadImages_Getter_ThrowsForWhatIsNoPictureAndGivesNullForNoPath()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "text"), "not a picture");
        using var cursor = Cursor("text", "missing", "", out var getter);
        MLImage image = null!;

        cursor.MoveNext();
        Assert.Throws<ArgumentException>(() => getter(ref image));
        cursor.MoveNext();
        Assert.Throws<FileNotFoundException>(() => getter(ref image));
        cursor.MoveNext();
        getter(ref image);
        Assert.Null(image);
    }

    [Fact]
    public void LoadImages_VariableUsedAgain_DisposesThePictureBeforeAndWithTheCursorTheLast()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "a"), Encoded(SKEncodedImageFormat.Png, SKColors.Red).ToArray());
        MLImage image = null!;
        MLImage first;
        using (var cursor = Cursor("a", "a", "a", out var getter))
        {
            cursor.MoveNext();
            getter(ref image);
            first = image;
            cursor.MoveNext();
            getter(ref image);
            Assert.Equal("Object is disposed.", Assert.Throws<InvalidOperationException>(() => first.Width).Message);
            Assert.Equal(1, image.Width);
        }

        Assert.Throws<InvalidOperationException>(() => image.Width);
    }

    /// <summary>Two pixels (red, green, blue, alpha) = (1, 2, 3, 4) and (5, 6, 7, 8): planes unless interleaved, alpha left out,
    /// the offset before the scale.</summary>
    [Theory]
    [InlineData(ColorsOrder.ARGB, false, 0, 1, new float[] { 1, 5, 2, 6, 3, 7 })]
    [InlineData(ColorsOrder.ARGB, true, 0, 1, new float[] { 1, 2, 3, 5, 6, 7 })]
    [InlineData(ColorsOrder.ABGR, true, 0, 1, new float[] { 3, 2, 1, 7, 6, 5 })]
    [InlineData(ColorsOrder.ARGB, false, 1, 0.5f, new float[] { 0, 2, 0.5f, 2.5f, 1, 3 })]
    public void ExtractPixels_OfEitherFormat_FollowsItsArguments(
        ColorsOrder order, bool interleave, float offset, float scale, float[] expected)
    {
        Assert.Equal(expected, Extract(MLPixelFormat.Bgra32, [3, 2, 1, 4, 7, 6, 5, 8]));
        Assert.Equal(expected, Extract(MLPixelFormat.Rgba32, [1, 2, 3, 4, 5, 6, 7, 8]));

        IEnumerable<float> Extract(MLPixelFormat format, byte[] pixels)
        {
            using var image = MLImage.CreateFromPixels(2, 1, format, pixels);
            var data = s_ml.Data.LoadFromEnumerable([new ImageRow { Image = image }]);
            var extracted = s_ml.Transforms.ExtractPixels(
                "Pixels", "Image", orderOfExtraction: order, interleavePixelColors: interleave, offsetImage: offset, scaleImage: scale)
                .Fit(data).Transform(data);
            return s_ml.Data.CreateEnumerable<PixelRow>(extracted, reuseRowObject: false).Single().Pixels;
        }
    }

    [Fact]
    public void Save_ByTheEndingOfThePath_WritesAPictureThatReadsBack()
    {
        var path = Path.Combine(_folder.FullName, "saved.png");
        using var sut = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255]);

        sut.Save(path);

        using var result = MLImage.CreateFromFile(path);
        Assert.Equal<byte>([30, 20, 10, 255], result.Pixels.ToArray());
    }

    private DataViewRowCursor Cursor(string first, string second, string third, out ValueGetter<MLImage> getter)
    {
        var paths = s_ml.Data.LoadFromEnumerable(new[] { first, second, third }.Select(path => new { Path = path }));
        var images = s_ml.Transforms.LoadImages("Image", _folder.FullName, "Path").Fit(paths).Transform(paths);
        var cursor = images.GetRowCursor([images.Schema["Image"]]);
        getter = cursor.GetGetter<MLImage>(images.Schema["Image"]);
        return cursor;
    }

    /// <summary>One row of pixels up to eight, else a square.</summary>
    private static MemoryStream Encoded(SKEncodedImageFormat format, params SKColor[] colors)
    {
        var height = colors.Length > 8 ? (int)Math.Sqrt(colors.Length) : 1;
        using var bitmap =
            new SKBitmap(new SKImageInfo(colors.Length / height, height, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = colors };
        using var data = bitmap.Encode(format, 90);
        return new MemoryStream(data.ToArray());
    }

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(1, 2)]
        public MLImage? Image { get; set; }
    }

    private sealed class PixelRow
    {
        public float[] Pixels { get; set; } = [];
    }
}
