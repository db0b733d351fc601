using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights.Torch;
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

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Copy_Rgba_PicksTheColors(int width, int height)
    {
        var bytes = SomeOpaqueBytes(width * height);
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
        var bytes = SomeOpaqueBytes(width * height);
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, bytes);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal(bytes.Chunk(4).SelectMany(pixel => new[] { pixel[2], pixel[1], pixel[0] }), into.Span.ToArray());
    }

    [Theory]
    [InlineData(MLPixelFormat.Rgba32)]
    [InlineData(MLPixelFormat.Bgra32)]
    public void Copy_TransparentPixels_AreOnWhite(MLPixelFormat format)
    {
        byte[] pixels = [100, 30, 15, 128, 0, 0, 0, 0, 10, 20, 30, 255, 1, 1, 1, 1, 100, 30, 15, 128];
        using var image = MLImage.CreateFromPixels(5, 1, format, pixels);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        byte[] expected = [227, 157, 142, 255, 255, 255, 10, 20, 30, 255, 255, 255, 227, 157, 142];
        if (format == MLPixelFormat.Bgra32)
            expected = [.. expected.Chunk(3).SelectMany(color => color.Reverse())];
        Assert.Equal(expected, into.Span.ToArray());
        Assert.Equal(pixels, image.Pixels.ToArray());
    }

    [Fact]
    public void Copy_ColorsWithoutAnyAlpha_AreOpaque()
    {
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [1, 2, 3, 0, 4, 5, 6, 0]);
        var into = new RgbBuffer();

        PictureDecoder.Copy(image, into);

        Assert.Equal([1, 2, 3, 4, 5, 6], into.Span.ToArray());
    }

    [Fact]
    public void Copy_SmallerThanBefore_WritesOnlyItsPixels()
    {
        byte[] black = [0, 0, 0, 255];
        using var image = MLImage.CreateFromPixels(3, 2, MLPixelFormat.Rgba32, [.. Enumerable.Repeat(black, 6).SelectMany(pixel => pixel)]);
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

        Assert.Equal(new DecodedFile(IsWhole: true, IsTurned: false, IsTransparent: false), PictureDecoder.DecodeBeginning(file, into));

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
    [MemberData(nameof(Images))]
    public void Decode_TwoThirdsOfAFileOfEachKind_IsRefused(string kind)
    {
        using var golden = GoldenPicture.Open("images");
        using var bytes = golden[$"file.{kind}"];
        var file = bytes.bytes.ToArray();

        Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode(file.AsSpan(0, 2 * file.Length / 3), new RgbBuffer()));
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

        Assert.True(PictureDecoder.DecodeBeginning(file, expected).IsWhole);
        Assert.False(PictureDecoder.DecodeBeginning(file.AsSpan()[..^700], into).IsWhole);

        Assert.Equal(expected.Span[..(64 * 3 * 16)].ToArray(), into.Span[..(64 * 3 * 16)].ToArray());
        SomePictures.AssertConstant(into.Span[^(64 * 3)..], 0, 0, 0);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_TransparentPixels_AreOnWhite(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(4, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Pixels = [new(200, 60, 30, 128), new(9, 9, 9, 0), new(10, 20, 30), new(200, 60, 30, 128)];
        using var pixmap = bitmap.PeekPixels();
        using var file = format == SKEncodedImageFormat.Webp
            ? pixmap.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))
            : pixmap.Encode(format, 100);
        RgbBuffer into = new(), copied = new();

        var decoded = PictureDecoder.DecodeBeginning(file.Span, into);
        using (var image = MLImage.CreateFromStream(file.AsStream()))
            PictureDecoder.Copy(image, copied);

        Assert.Equal(new DecodedFile(IsWhole: true, IsTurned: false, IsTransparent: true), decoded);
        Assert.Equal([227, 157, 142, 255, 255, 255, 10, 20, 30, 227, 157, 142], into.Span.ToArray());
        Assert.Equal(into.Span.ToArray(), copied.Span.ToArray());
    }

    /// <summary>By the header alone: the rest of the file is not there.</summary>
    [Theory]
    [InlineData(30_000, 30_000, "30,000 x 30,000")]
    [InlineData(20_000, 12_501, "20,000 x 12,501")]
    public void Decode_LargerThanTheLimit_IsRefusedByItsHeader(int width, int height, string size)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode(PngHeader(width, height), new RgbBuffer()));

        Assert.Equal(
            $"The picture is too large to be decoded: expected at most 250,000,000 pixels, got {size}. Make it smaller.", fault.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_OnePixel_IsAPicture()
    {
        var into = new RgbBuffer();

        PictureDecoder.Decode(Encode(1, 1, SKColorType.Rgba8888, SKAlphaType.Opaque, SKEncodedImageFormat.Png), into);

        Assert.Equal((1, 1), (into.Width, into.Height));
    }

    [Theory]
    [InlineData("0000001866747970686569630000", "HEIC, which is not read. Convert it to JPEG or PNG")]
    [InlineData("49492A0008000000", "TIFF, which is not read. Convert it to JPEG or PNG")]
    [InlineData("0A3C21646F63747970652068746D6C3E", "a web page (HTML)")]
    [InlineData("3C48544D4C3E", "a web page (HTML)")]
    public void Decode_OtherFormat_IsNamed(string start, string got) =>
        Assert.Equal(
            $"The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got {got}.",
            Assert.Throws<InvalidDataException>(() => PictureDecoder.Decode(Convert.FromHexString(start), new RgbBuffer())).Message);

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

    /// <summary>A PNG file of gray pixels that ends where they would begin.</summary>
    internal static byte[] PngHeader(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        return [0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] length = new byte[4], sum = new byte[4], content = [.. type, .. data];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc32.Append(0, content));
        return [.. length, .. content, .. sum];
    }

    private static byte[] Encode(int width, int height, SKColorType color, SKAlphaType alpha, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, alpha);
        Marshal.Copy(SomeBytes(width * height * 4), 0, bitmap.GetPixels(), width * height * 4);
        using var converted = bitmap.Copy(color);
        using var data = converted.Encode(format, 90);
        return data.ToArray();
    }

    private static byte[] SomeOpaqueBytes(int pixels)
    {
        var bytes = SomeBytes(pixels * 4);
        for (var alpha = 3; alpha < bytes.Length; alpha += 4)
            bytes[alpha] = 255;
        return bytes;
    }

    private static byte[] SomeBytes(int count)
    {
        var random = new Seeds(count).Stream("bytes");
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt32(256))];
    }
}
