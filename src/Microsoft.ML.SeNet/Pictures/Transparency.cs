using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Pictures that one can see through, as pixels of four bytes of which the last is alpha and the colors are multiplied by it: white behind
/// them is 255 less alpha more of each color. Without it they would turn black.
/// </summary>
internal static class Transparency
{
    private const int BytesPerPixel = 4;
    private const int Alpha = 3;

    /// <summary>How much of a picture is transparent.</summary>
    internal enum Kind
    {
        /// <summary>No pixel.</summary>
        None,

        /// <summary>Some pixels, in whole or in part.</summary>
        Some,

        /// <summary>Every pixel, wholly.</summary>
        All,
    }

    /// <summary>Looks at every alpha.</summary>
    internal static Kind Of(ReadOnlySpan<byte> pixels)
    {
        var (least, most) = (Vector128<byte>.AllBitsSet, Vector128<byte>.Zero);
        var at = 0;
        for (; at <= pixels.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var four = Vector128.Create(pixels[at..]);
            (least, most) = (Vector128.Min(least, four), Vector128.Max(most, four));
        }
        var (lowest, highest) = (byte.MaxValue, byte.MinValue);
        for (var lane = Alpha; lane < Vector128<byte>.Count; lane += BytesPerPixel)
            (lowest, highest) = (Math.Min(lowest, least[lane]), Math.Max(highest, most[lane]));
        for (at += Alpha; at < pixels.Length; at += BytesPerPixel)
            (lowest, highest) = (Math.Min(lowest, pixels[at]), Math.Max(highest, pixels[at]));
        return lowest == byte.MaxValue ? Kind.None : highest == 0 ? Kind.All : Kind.Some;
    }

    /// <summary>Puts white behind the colors of the pixels themselves.</summary>
    internal static void PutWhiteBehind(Span<byte> pixels)
    {
        for (var at = 0; at < pixels.Length; at += BytesPerPixel)
        {
            var white = byte.MaxValue - pixels[at + Alpha];
            for (var color = at; color < at + Alpha; color++)
                pixels[color] = (byte)Math.Min(pixels[color] + white, byte.MaxValue);
        }
    }

    /// <summary>Puts white behind colors that were taken from such pixels.</summary>
    internal static void PutWhiteBehind(ReadOnlySpan<byte> pixels, Span<byte> colors)
    {
        var picture = MemoryMarshal.Cast<byte, Pixel>(colors);
        for (var i = 0; i < picture.Length; i++)
        {
            var white = byte.MaxValue - pixels[(i * BytesPerPixel) + Alpha];
            var (red, green, blue) = picture[i];
            picture[i] = new Pixel(Sum(red, white), Sum(green, white), Sum(blue, white));
        }
    }

    private static byte Sum(byte color, int white) => (byte)Math.Min(color + white, byte.MaxValue);
}

/// <summary>What a decoder has found in a file.</summary>
/// <param name="IsWhole">False where the file ends before its picture does.</param>
/// <param name="Orientation">How the camera was held; 1 is upright.</param>
/// <param name="IsTransparent">Whether white was put behind it.</param>
internal readonly record struct DecodedPicture(bool IsWhole, int Orientation, bool IsTransparent);
