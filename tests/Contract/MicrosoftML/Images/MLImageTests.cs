using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Images;

public sealed class MLImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlimage").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rgb.png", 0)]
    [InlineData("rgba.png", 0)]
    [InlineData("gray.png", 0)]
    [InlineData("gray_alpha.png", 0)]
    [InlineData("palette.png", 0)]
    [InlineData("palette_alpha.png", 0)]
    [InlineData("bilevel.png", 0)]
    [InlineData("rgb16.png", 0)]
    [InlineData("interlaced.png", 0)]
    [InlineData("color.jpg", 2)]
    [InlineData("gray_jpeg.jpg", 2)]
    [InlineData("progressive.jpg", 2)]
    [InlineData("rotated.jpg", 2)] // an EXIF orientation is not obeyed
    [InlineData("bmp_rgb.bmp", 0)]
    [InlineData("bmp_gray.bmp", 0)]
    [InlineData("bmp_palette.bmp", 0)]
    public void CreateFromFile_AnyKind_HoldsPillowsPixels(string name, int tolerance)
    {
        using var sut = GoldenPictures.Load(name);

        Assert.Equal((GoldenPictures.Width, GoldenPictures.Height, 32, MLPixelFormat.Bgra32), (sut.Width, sut.Height, sut.BitsPerPixel, sut.PixelFormat));
        Assert.Null(sut.Tag);
        GoldenPictures.AssertClose(GoldenPictures.Pixels(name), sut.Pixels, tolerance);
    }

    [Fact]
    public void CreateFromStream_PositionNotAtStart_ReadsFromThere()
    {
        using var stream = new MemoryStream([1, 2, 3, .. GoldenPictures.Bytes("rgb.png")]) { Position = 3 };

        using var sut = MLImage.CreateFromStream(stream);

        Assert.Equal(GoldenPictures.Pixels("rgb.png"), sut.Pixels);
    }

    [Fact]
    public void CreateFromPixels_AnyAlpha_KeepsTheBytes()
    {
        byte[] pixels = [10, 20, 30, 255, 1, 2, 3, 4];

        using var sut = MLImage.CreateFromPixels(1, 2, MLPixelFormat.Rgba32, pixels);
        pixels[0] = 99;

        Assert.Equal((1, 2, MLPixelFormat.Rgba32), (sut.Width, sut.Height, sut.PixelFormat));
        Assert.Equal<byte>([10, 20, 30, 255, 1, 2, 3, 4], sut.Pixels.ToArray());
    }

    [Theory]
    [InlineData(MLPixelFormat.Bgra32, new byte[] { 10, 20, 30, 2, 10, 129, 0, 0, 0 })]
    [InlineData(MLPixelFormat.Rgba32, new byte[] { 30, 20, 10, 129, 10, 2, 0, 0, 0 })]
    public void GetBGRPixels_Premultiplied_DividesByAlpha(MLPixelFormat format, byte[] expected)
    {
        using var sut = MLImage.CreateFromPixels(3, 1, format, [10, 20, 30, 255, 1, 5, 64, 127, 9, 9, 9, 0]);

        Assert.Equal(expected, sut.GetBGRPixels);
    }

    [Theory]
    [InlineData("rgb.png", ".png", 0)]
    [InlineData("rgba.png", ".PNG", 1)] // what is multiplied by alpha cannot be divided exactly
    public void Save_Png_ReadsBack(string name, string extension, int tolerance)
    {
        string path = Path.Combine(_folder, "saved" + extension);
        using var sut = GoldenPictures.Load(name);

        sut.Save(path);

        using var result = MLImage.CreateFromFile(path);
        Assert.Equal((sut.Width, sut.Height), (result.Width, result.Height));
        GoldenPictures.AssertClose(sut.Pixels, result.Pixels, tolerance);
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".jpeg")]
    public void Save_Jpeg_ReadsBackAlmostTheSame(string extension)
    {
        string path = Path.Combine(_folder, "saved" + extension);
        byte[] gradient = [.. Enumerable.Range(0, 16 * 8).SelectMany(i => new byte[] { (byte)(i % 16 * 4), (byte)(i / 16 * 6), 128, 255 })];
        using var sut = MLImage.CreateFromPixels(16, 8, MLPixelFormat.Bgra32, gradient);

        sut.Save(path);

        using var result = MLImage.CreateFromFile(path);
        Assert.Equal((16, 8), (result.Width, result.Height));
        GoldenPictures.AssertClose(gradient, result.Pixels, tolerance: 6); // colours are stored at half the resolution
    }

    [Fact]
    public void Save_RedFirst_KeepsTheColours()
    {
        string path = Path.Combine(_folder, "saved.png");
        using var sut = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, [10, 20, 30, 255]);

        sut.Save(path);

        using var result = MLImage.CreateFromFile(path);
        Assert.Equal<byte>([30, 20, 10, 255], result.Pixels.ToArray());
    }

    [Theory]
    [InlineData("picture", "Path has invalid image file extension. (Parameter 'imagePath')")]
    [InlineData("picture.tif", "Path has invalid image file extension. (Parameter 'imagePath')")]
    [InlineData("picture.gif", "Saving image with the format '.gif' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format. (Parameter 'imagePath')")]
    [InlineData("picture.BMP", "Saving image with the format '.BMP' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format. (Parameter 'imagePath')")]
    public void Save_OtherFormat_Throws(string name, string message)
    {
        using var sut = GoldenPictures.Load("rgb.png");

        var exception = Assert.Throws<ArgumentException>(() => sut.Save(Path.Combine(_folder, name)));

        Assert.Equal(message, exception.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Tag_Set_IsKept()
    {
        using var sut = GoldenPictures.Load("rgb.png");

        sut.Tag = "mine";

        Assert.Equal("mine", sut.Tag);
    }

    [Fact]
    public void Members_Disposed_Throw()
    {
        var sut = GoldenPictures.Load("rgb.png");
        sut.Dispose();
        sut.Dispose();

        Action[] uses =
        [
            () => _ = sut.Width, () => _ = sut.Height, () => _ = sut.BitsPerPixel, () => _ = sut.PixelFormat, () => _ = sut.Pixels.Length,
            () => _ = sut.GetBGRPixels, () => _ = sut.Tag, () => sut.Tag = "", () => sut.Save("picture.png"),
        ];
        Assert.All(uses, use => Assert.Equal("Object is disposed.", Assert.Throws<InvalidOperationException>(use).Message));
    }

    [Fact]
    public void CreateFromPixels_WhatDoesNotFit_Throws()
    {
        static string Message(int width, int height, MLPixelFormat format, int bytes) =>
            Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(width, height, format, new byte[bytes])).Message;

        Assert.Equal("Unsupported pixel format (Parameter 'pixelFormat')", Message(1, 1, MLPixelFormat.Unknown, 4));
        Assert.Equal("Invalid width value. (Parameter 'width')", Message(0, 1, MLPixelFormat.Bgra32, 4));
        Assert.Equal("Invalid height value. (Parameter 'height')", Message(1, -1, MLPixelFormat.Bgra32, 4));
        Assert.Equal("Invalid imagePixelData buffer size.", Message(1, 1, MLPixelFormat.Bgra32, 3));
    }
}
