using System.Runtime.Intrinsics;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>From ML.NET's pictures and from encoded files to 8-bit RGB. The one place that knows in which order
/// <see cref="MLImage"/> keeps its colors.</summary>
internal static class PictureDecoder
{
    /// <summary>The largest picture that is decoded, in pixels: a gigabyte while it is decoded.</summary>
    internal const int MostPixels = 250_000_000;

    private const int BytesPerPixel = 4;
    private const int ShownBytes = 8;

    // What a shuffle takes of four pixels of four bytes: twelve bytes, and four that the next pixels overwrite.
    private static readonly Vector128<byte> s_redFirst = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
    private static readonly Vector128<byte> s_blueFirst = Vector128.Create(
        (byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);

    /// <summary>Copies the colors of a picture, on white where it is transparent. <see cref="MLImage"/> does not tell whether its file
    /// was turned or cut.</summary>
    /// <param name="image">The picture; it stays the caller's.</param>
    /// <param name="into">Gets the picture's size and colors.</param>
    /// <exception cref="InvalidDataException">The picture has another pixel format than ML.NET's two.</exception>
    internal static void Copy(MLImage image, RgbBuffer into)
    {
        var isBlueFirst = image.PixelFormat switch
        {
            MLPixelFormat.Bgra32 => true,
            MLPixelFormat.Rgba32 => false,
            var format => throw new InvalidDataException(
                $"The picture cannot be read: expected the pixel format {MLPixelFormat.Bgra32} or {MLPixelFormat.Rgba32}, got {format}."),
        };
        into.Reset(image.Width, image.Height);
        var pixels = image.Pixels;
        if (pixels.Length != (long)into.Width * into.Height * BytesPerPixel)
            throw new InvalidDataException(
                $"The picture cannot be read: expected {into.Width} x {into.Height} pixels of {BytesPerPixel} bytes, "
                + $"got {pixels.Length} bytes.");
        if (WhiteGround.ShowsThrough(pixels))
        {
            var composed = into.Reset(into.Width, into.Height, BytesPerPixel);
            pixels.CopyTo(composed);
            WhiteGround.Compose(composed);
            pixels = composed;
        }
        Pick(pixels, isBlueFirst, into.Span);
    }

    /// <summary>Decodes a file in any format that ML.NET's <see cref="MLImage"/> reads, to the same colors, puts it on white where it is
    /// transparent, and turns it upright by its EXIF orientation.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="into">Gets the picture's size and colors.</param>
    /// <exception cref="InvalidDataException">The bytes are no such file, a damaged or cut one, or too large a picture.</exception>
    internal static void Decode(ReadOnlySpan<byte> encoded, RgbBuffer into)
    {
        if (!DecodeBeginning(encoded, into).IsWhole)
            throw Fault(encoded, " and end too early");
    }

    /// <summary>As <see cref="Decode"/>, but decodes of a cut file what there is; the rest of the picture is black, or white where its
    /// format has transparent pixels.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="into">Gets the picture's size and colors.</param>
    /// <returns>What was done to it.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such file, a damaged one, or too large a picture.</exception>
    internal static unsafe DecodedFile DecodeBeginning(ReadOnlySpan<byte> encoded, RgbBuffer into)
    {
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((IntPtr)start, encoded.Length);
            using var codec = SKCodec.Create(data) ?? throw Fault(encoded);
            CheckSize(codec.Info.Width, codec.Info.Height);
            var (result, isTransparent) = GetPixels(codec, into);
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
                throw Fault(encoded);
            var orientation = (int)codec.EncodedOrigin;
            ExifOrientation.Turn(into, orientation);
            return new DecodedFile(result == SKCodecResult.Success, orientation != ExifOrientation.Upright, isTransparent);
        }
    }

    /// <summary>The size of a picture file, upright, by its header; null where it is none that can be decoded.</summary>
    internal static unsafe (int Width, int Height)? SizeOf(ReadOnlySpan<byte> encoded)
    {
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((IntPtr)start, encoded.Length);
            using var codec = SKCodec.Create(data);
            return codec is null ? null
                : ExifOrientation.IsTransposed((int)codec.EncodedOrigin) ? (codec.Info.Height, codec.Info.Width)
                : (codec.Info.Width, codec.Info.Height);
        }
    }

    // By the header: before any memory is taken for the pixels.
    private static void CheckSize(int width, int height)
    {
        if ((long)width * height > MostPixels)
            throw new InvalidDataException(FormattableString.Invariant(
                $"The picture is too large to be decoded: expected at most {MostPixels:N0} pixels, got {width:N0} x {height:N0}. ")
                + "Make it smaller.");
    }

    // As MLImage asks for them: no color profile is applied, and colors are multiplied by their alpha.
    private static unsafe (SKCodecResult Result, bool IsTransparent) GetPixels(SKCodec codec, RgbBuffer into)
    {
        var (format, alpha) = (codec.Info, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        var pixels = into.Reset(format.Width, format.Height, BytesPerPixel);
        fixed (byte* start = pixels)
        {
            var result = codec.GetPixels(new SKImageInfo(format.Width, format.Height, SKColorType.Rgba8888, alpha), (IntPtr)start);
            var isTransparent = alpha != SKAlphaType.Opaque && WhiteGround.ShowsThrough(pixels);
            if (isTransparent)
                WhiteGround.Compose(pixels);
            Pick(pixels, isBlueFirst: false, into.Span);
            return (result, isTransparent);
        }
    }

    private static InvalidDataException Fault(ReadOnlySpan<byte> encoded, string end = "")
    {
        var start = encoded[..Math.Min(encoded.Length, ShownBytes)];
        var got = start.IsEmpty ? "no bytes"
            : PictureFormat.Of(encoded) is { IsDecoded: false } format ? $"{format.Name}, which is not read. Convert it to JPEG or PNG"
            : PictureFormat.IsWebPage(encoded) ? "a web page (HTML)"
            : $"{encoded.Length} bytes that begin with {Convert.ToHexString(start)}{end}";
        return new InvalidDataException(
            $"The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got {got}.");
    }

    // The colors may overwrite the pixels: no pixel is read after its place has been written.
    private static void Pick(ReadOnlySpan<byte> pixels, bool isBlueFirst, Span<byte> colors)
    {
        var order = isBlueFirst ? s_blueFirst : s_redFirst;
        int from = 0, to = 0;
        for (; colors.Length - to >= Vector128<byte>.Count; from += 4 * BytesPerPixel, to += 4 * RgbView.Channels)
            Vector128.Shuffle(Vector128.Create(pixels[from..]), order).CopyTo(colors[to..]);
        var (red, blue) = isBlueFirst ? (2, 0) : (0, 2);
        for (; to < colors.Length; from += BytesPerPixel, to += RgbView.Channels)
            (colors[to], colors[to + 1], colors[to + 2]) = (pixels[from + red], pixels[from + 1], pixels[from + blue]);
    }
}

/// <summary>What was done to a file to make a picture of it.</summary>
/// <param name="IsWhole">False where the file ends before its picture does.</param>
/// <param name="IsTurned">Whether its EXIF orientation turned or mirrored it.</param>
/// <param name="IsTransparent">Whether it has pixels that were put on white.</param>
internal readonly record struct DecodedFile(bool IsWhole, bool IsTurned, bool IsTransparent);
