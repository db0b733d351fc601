using System.Runtime.Intrinsics;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>From ML.NET's pictures and from encoded files to 8-bit RGB. The one place that knows in which order
/// <see cref="MLImage"/> keeps its colors.</summary>
internal static class PictureDecoder
{
    private const int BytesPerPixel = 4;
    private const int ShownBytes = 8;

    // What a shuffle takes of four pixels of four bytes: twelve bytes, and four that the next pixels overwrite.
    private static readonly Vector128<byte> s_redFirst = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
    private static readonly Vector128<byte> s_blueFirst = Vector128.Create(
        (byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 255, 255, 255, 255);

    /// <summary>The most pixels of a picture; one of more is refused before memory is taken for it.</summary>
    internal const long MostPixels = 250_000_000;

    /// <summary>Copies the colors of a picture. Where it is transparent there is white behind it.</summary>
    /// <param name="image">The picture; it stays the caller's.</param>
    /// <param name="into">Gets the picture's size and colors.</param>
    /// <exception cref="InvalidDataException">The picture has another pixel format than ML.NET's two.</exception>
    /// <remarks>
    /// ML.NET multiplies colors by their alpha when it reads files. A picture of which every pixel is transparent is one whose maker has
    /// left alpha out of account, and is taken as it is.
    /// </remarks>
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
        Pick(pixels, isBlueFirst, into.Span);
        if (Transparency.Of(pixels) == Transparency.Kind.Some)
            Transparency.PutWhiteBehind(pixels, into.Span);
    }

    /// <summary>Decodes a file in any format that ML.NET's <see cref="MLImage"/> reads, to the same colors, and turns it upright
    /// by its EXIF orientation. Where it is transparent there is white behind it.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="into">Gets the picture's size and colors.</param>
    /// <exception cref="InvalidDataException">The bytes are no such file, or a damaged or cut one.</exception>
    internal static void Decode(ReadOnlySpan<byte> encoded, RgbBuffer into)
    {
        if (!DecodeBeginning(encoded, into))
            throw Fault(encoded, " and end too early");
    }

    /// <summary>As <see cref="Decode"/>, but decodes of a cut file what there is; the rest of the picture is black.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="into">Gets the picture's size and colors.</param>
    /// <returns>False where the file ends before its picture does.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such file, or a damaged one.</exception>
    internal static bool DecodeBeginning(ReadOnlySpan<byte> encoded, RgbBuffer into) => Look(encoded, into).IsWhole;

    /// <summary>As <see cref="DecodeBeginning"/>, and tells what was done.</summary>
    internal static unsafe DecodedPicture Look(ReadOnlySpan<byte> encoded, RgbBuffer into)
    {
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((IntPtr)start, encoded.Length);
            using var codec = SKCodec.Create(data) ?? throw Fault(encoded);
            CheckSize(codec.Info.Width, codec.Info.Height);
            var result = GetPixels(codec, into, out var isTransparent);
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
                throw Fault(encoded);
            ExifOrientation.Turn(into, (int)codec.EncodedOrigin);
            return new DecodedPicture(result == SKCodecResult.Success, (int)codec.EncodedOrigin, isTransparent);
        }
    }

    /// <summary>The size of a picture file, upright, without decoding it; null where it is no picture that can be decoded.</summary>
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

    private static void CheckSize(int width, int height)
    {
        if ((long)width * height > MostPixels)
            throw new InvalidDataException(FormattableString.Invariant(
                $"The picture is too large: expected at most {MostPixels:N0} pixels, got {width} x {height}. Make it smaller."));
    }

    // As MLImage asks for them: no color profile is applied, and colors are multiplied by their alpha.
    private static unsafe SKCodecResult GetPixels(SKCodec codec, RgbBuffer into, out bool isTransparent)
    {
        var (format, alpha) = (codec.Info, codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        var pixels = into.Reset(format.Width, format.Height, BytesPerPixel);
        fixed (byte* start = pixels)
        {
            var result = codec.GetPixels(new SKImageInfo(format.Width, format.Height, SKColorType.Rgba8888, alpha), (IntPtr)start);
            isTransparent = alpha != SKAlphaType.Opaque && Transparency.Of(pixels) != Transparency.Kind.None;
            if (isTransparent)
                Transparency.PutWhiteBehind(pixels);
            Pick(pixels, isBlueFirst: false, into.Span);
            return result;
        }
    }

    private static InvalidDataException Fault(ReadOnlySpan<byte> encoded, string end = "")
    {
        var start = encoded[..Math.Min(encoded.Length, ShownBytes)];
        var format = PictureFormat.Of(encoded[..Math.Min(encoded.Length, PictureFormat.SignatureBytes)]);
        var got = start.IsEmpty ? "no bytes" : $"{encoded.Length} bytes that begin with {Convert.ToHexString(start)}{end}";
        if (format is { IsDecoded: false })
            return new InvalidDataException(
                $"The picture cannot be decoded: expected an image file such as JPEG or PNG, got {format.Name}, which is not read. Convert "
                + "it to one of these.");
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
