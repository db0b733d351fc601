using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Data;

namespace Microsoft.ML.SeNet.Tests.Data;

public sealed class PictureDecoderTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 2, 1 }, { 5, 1 }, { 6, 1 }, { 7, 3 }, { 16, 9 }, { 33, 31 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copy_Rgba_DropsAlpha(int width, int height)
    {
        var bytes = SomeBytes(width * height * 4);
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, bytes);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal((width, height), (into.Width, into.Height));
        Assert.Equal(bytes.Where((_, index) => index % 4 != 3), into.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copy_Bgra_SwapsRedAndBlue(int width, int height)
    {
        var bytes = SomeBytes(width * height * 4);
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, bytes);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal(bytes.Chunk(4).SelectMany(pixel => new[] { pixel[2], pixel[1], pixel[0] }), into.Span.ToArray());
    }

    [Fact]
    public void Copy_SmallerThanBefore_WritesOnlyItsPixels()
    {
        using var image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, new byte[24]);
        var into = SomePictures.Constant(9, 9, 7, 7, 7);

        PictureDecoder.Copy(image, into);

        SomePictures.AssertConstant(into.Pixels.AsSpan(0, 18), 0, 0, 0);
        SomePictures.AssertConstant(into.Pixels.AsSpan(18), 7, 7, 7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Decode_EachOrientation_IsUpright(int orientation)
    {
        using var file = GoldenPicture.Open("orientations");
        var (expected, width, height) = GoldenPicture.Result(file, $"decoded.{orientation}");
        byte[] encoded = [1, 2, 3, .. ExifOrientationTests.Jpeg(orientation, "big"), 4];
        var into = new RgbBuffer();

        PictureDecoder.Decode(encoded.AsMemory(3, encoded.Length - 4), into);

        Assert.Equal((width, height), (into.Width, into.Height));
        Assert.All(expected.Zip(into.Span.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -8, 8));
    }

    [Fact]
    public void Decode_NoPicture_TellsHowItBegins()
    {
        var fault = Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode("This is no picture"u8.ToArray(), new RgbBuffer()));

        Assert.Equal("The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 18 bytes that begin with 5468697320697320.", fault.Message);
        Assert.IsAssignableFrom<ArgumentException>(fault.InnerException);
    }

    [Fact]
    public void Decode_NoBytes_TellsSo() =>
        Assert.Equal(
            "The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got no bytes.",
            Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode(default, new RgbBuffer())).Message);

    [Fact]
    public void Decode_DamagedFile_DecodesOrRefuses()
    {
        var random = new Seeds(1).Stream("decoder");
        var into = new RgbBuffer();
        for (var times = 0; times < 300; times++)
        {
            var file = ExifOrientationTests.Jpeg(1 + random.NextInt32(8), "little");
            Array.Resize(ref file, file.Length - random.NextInt32(file.Length / 2));
            // In the EXIF segment and around it, before the size: a larger picture would cost the test time.
            for (var damages = random.NextInt32(4); damages > 0; damages--)
                file[random.NextInt32(100)] = (byte)random.NextInt32(256);
            if (Record.Exception(() => PictureDecoder.Decode(file, into)) is { } fault)
                Assert.IsType<InvalidDataException>(fault);
        }
    }

    private static byte[] SomeBytes(int count)
    {
        var random = new Seeds(count).Stream("bytes");
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }
}
