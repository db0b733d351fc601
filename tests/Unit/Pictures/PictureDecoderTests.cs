using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using SkiaSharp;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class PictureDecoderTests
{
    public static TheoryData<int, string> Orientations
    {
        get
        {
            var cases = new TheoryData<int, string>();
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                cases.Add(orientation, "little");
                cases.Add(orientation, "big");
            }
            return cases;
        }
    }

    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 2, 1 }, { 5, 1 }, { 6, 1 }, { 7, 3 }, { 16, 9 }, { 33, 31 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copy_OpaqueRgba_TakesTheColors(int width, int height)
    {
        var bytes = Opaque(width * height * 4);
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, bytes);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal((width, height), (into.Width, into.Height));
        Assert.Equal(bytes.Where((_, index) => index % 4 != 3), into.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copy_OpaqueBgra_SwapsRedAndBlue(int width, int height)
    {
        var bytes = Opaque(width * height * 4);
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
    [MemberData(nameof(Orientations))]
    public void Decode_EachOrientation_IsUpright(int orientation, string byteOrder)
    {
        using var file = GoldenPicture.Open("orientations");
        var (expected, width, height) = GoldenPicture.Result(file, $"decoded.{orientation}");
        byte[] encoded = [1, 2, 3, .. ExifOrientationTests.Jpeg(orientation, byteOrder), 4];
        var into = new RgbBuffer();

        PictureDecoder.Decode(encoded.AsSpan(3, encoded.Length - 4), into);

        Assert.Equal((width, height), (into.Width, into.Height));
        Assert.Equal(expected, into.Span.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Decode_OrientationThatIsNone_IsAsItIsInTheFile(byte orientation)
    {
        var file = ExifOrientationTests.Jpeg(6, "little");
        file[file.AsSpan().IndexOf((byte[])[0x12, 1, 3, 0]) + 8] = orientation;
        var into = new RgbBuffer();

        PictureDecoder.Decode(file, into);

        Assert.Equal((24, 16), (into.Width, into.Height));
    }

    [Theory]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Unpremul, SKEncodedImageFormat.Png)]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Opaque, SKEncodedImageFormat.Png)]
    [InlineData(SKColorType.Gray8, SKAlphaType.Opaque, SKEncodedImageFormat.Png)]
    [InlineData(SKColorType.RgbaF16, SKAlphaType.Unpremul, SKEncodedImageFormat.Png)]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Opaque, SKEncodedImageFormat.Jpeg)]
    [InlineData(SKColorType.Gray8, SKAlphaType.Opaque, SKEncodedImageFormat.Jpeg)]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Opaque, SKEncodedImageFormat.Webp)]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Unpremul, SKEncodedImageFormat.Webp)]
    public void Decode_EachKindOfFile_IsMLImages(SKColorType color, SKAlphaType alpha, SKEncodedImageFormat format)
    {
        var file = Encode(37, 23, color, alpha, format);
        RgbBuffer expected = new(), into = SomePictures.Constant(50, 50, 7, 7, 7);
        using (var image = MLImage.CreateFromStream(new MemoryStream(file)))
            PictureDecoder.Copy(image, expected);

        PictureDecoder.Decode(file, into);

        Assert.Equal((37, 23), (into.Width, into.Height));
        Assert.Equal(expected.Span.ToArray(), into.Span.ToArray());
    }

    public static TheoryData<string> Images
    {
        get
        {
            using var file = GoldenPicture.Open("images");
            return [.. file.Under("file.").Keys];
        }
    }

    /// <summary>Both ways into the network, ML.NET's own picture and encoded bytes, show it what Pillow reads;
    /// lossy files within their decoders' rounding.</summary>
    [Theory]
    [MemberData(nameof(Images))]
    public void CopyAndDecode_FileOfEachKind_ArePillows(string kind)
    {
        using var golden = GoldenPicture.Open("images");
        using var bytes = golden[$"file.{kind}"];
        var file = bytes.bytes.ToArray();
        var (expected, width, height) = GoldenPicture.Result(golden, $"pixels.{kind}");
        RgbBuffer copied = new(), decoded = new();

        using (var image = MLImage.CreateFromStream(new MemoryStream(file)))
            PictureDecoder.Copy(image, copied);
        PictureDecoder.Decode(file, decoded);

        var tolerance = kind.EndsWith(".jpeg", StringComparison.Ordinal) ? 3 : 0;
        Assert.All((RgbBuffer[])[copied, decoded], got =>
        {
            Assert.Equal((width, height), (got.Width, got.Height));
            Assert.InRange(expected.Zip(got.Span.ToArray(), (one, other) => Math.Abs(one - other)).Max(), 0, tolerance);
        });
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    public void Decode_CutFile_IsRefused(SKEncodedImageFormat format)
    {
        var cut = Encode(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque, format)[..^700];

        var fault = Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode(cut, new RgbBuffer()));

        Assert.Equal(
            "The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
            + $"got {cut.Length} bytes that begin with {Convert.ToHexString(cut.AsSpan(0, 8))} and end too early.",
            fault.Message);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    public void DecodeBeginning_CutFile_GivesTheRowsThatThereAre(SKEncodedImageFormat format)
    {
        var file = Encode(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque, format);
        RgbBuffer expected = new(), into = SomePictures.Constant(64, 64, 7, 7, 7);

        Assert.True(PictureDecoder.DecodeBeginning(file, expected));
        Assert.False(PictureDecoder.DecodeBeginning(file.AsSpan()[..^700], into));

        Assert.Equal(expected.Span[..(64 * 3 * 16)].ToArray(), into.Span[..(64 * 3 * 16)].ToArray());
        SomePictures.AssertConstant(into.Span[^(64 * 3)..], 0, 0, 0);
    }

    [Fact]
    public void Decode_NoPicture_TellsHowItBegins()
    {
        var fault = Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode("This is no picture"u8.ToArray(), new RgbBuffer()));

        Assert.Equal(
            "The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
            + "got 18 bytes that begin with 5468697320697320.", fault.Message);
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

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copy_Transparent_HasWhiteBehindIt(int width, int height)
    {
        // Premultiplied, as Skia has it: no color is above its alpha.
        var bytes = SomeBytes(width * height * 4).Chunk(4)
            .SelectMany(pixel => pixel.Take(3).Select(color => (byte)(color * pixel[3] / 255)).Append(pixel[3])).ToArray();
        bytes[3] = 200;
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, bytes);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal(
            bytes.Chunk(4).SelectMany(pixel => pixel.Take(3).Select(color => (byte)Math.Min(color + 255 - pixel[3], 255))), into.Span.ToArray());
    }

    [Fact]
    public void Copy_AlphaLeftAtZeroEverywhere_TakesTheColors()
    {
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, (byte[])[10, 20, 30, 0, 40, 50, 60, 0]);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal([10, 20, 30, 40, 50, 60], into.Span.ToArray());
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_HalfAndWhollyTransparent_IsComposedOnWhite(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(16, 16, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(200, 60, 30, 128));
        for (var x = 0; x < 16; x++)
            bitmap.SetPixel(x, 15, new SKColor(200, 60, 30, 0));
        using var data = bitmap.Encode(format, 100);
        var into = new RgbBuffer();

        PictureDecoder.Decode(data.ToArray(), into);

        Assert.All(into.Span[..3].ToArray().Zip((byte[])[227, 157, 142]), pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
        SomePictures.AssertConstant(into.Span[^(16 * 3)..], 255, 255, 255);
        Assert.True(PictureDecoder.Look(data.ToArray(), into).IsTransparent);
    }

    [Fact]
    public void Decode_MorePixelsThanCanBe_IsRefusedBeforeMemoryIsTaken()
    {
        using var bitmap = new SKBitmap(1, 1, SKColorType.Gray8, SKAlphaType.Opaque);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var png = data.ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 30_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 30_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Microsoft.ML.SeNet.Weights.Torch.Crc32.Append(0, png.AsSpan(12, 17)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode(png, new RgbBuffer()));

        Assert.Equal(
            "The picture is too large: expected at most 250,000,000 pixels, got 30000 x 30000. Make it smaller.", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_FormatThatIsNotRead_IsNamed() => Assert.Equal(
        "The picture cannot be decoded: expected an image file such as JPEG or PNG, got HEIF, which is not read. Convert it to one of these.",
        Assert.Throws<InvalidDataException>(
            () => PictureDecoder.Decode([0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0], new RgbBuffer())).Message);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void SizeOf_AnyOrientation_IsThatOfTheUprightPicture(int orientation)
    {
        var file = ExifOrientationTests.Jpeg(orientation, "little");
        var into = new RgbBuffer();
        PictureDecoder.Decode(file, into);

        Assert.Equal((into.Width, into.Height), PictureDecoder.SizeOf(file));
        Assert.Equal(orientation < 5 ? (24, 16) : (16, 24), (into.Width, into.Height));
        Assert.Null(PictureDecoder.SizeOf("no picture"u8));
    }

    private static byte[] Opaque(int count)
    {
        var bytes = SomeBytes(count);
        for (var alpha = 3; alpha < count; alpha += 4)
            bytes[alpha] = 255;
        return bytes;
    }

    private static byte[] Encode(int width, int height, SKColorType color, SKAlphaType alpha, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, alpha);
        Marshal.Copy(SomeBytes(width * height * 4), 0, bitmap.GetPixels(), width * height * 4);
        using var converted = bitmap.Copy(color);
        using var data = converted.Encode(format, 90);
        return data.ToArray();
    }

    private static byte[] SomeBytes(int count)
    {
        var random = new Seeds(count).Stream("bytes");
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }
}
