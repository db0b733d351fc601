using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// How a camera was held: tag 0x0112 of EXIF, 1 … 8. ML.NET's pictures leave it out of account, so that photographs of most telephones
/// would lie on their side.
/// </summary>
internal static class ExifOrientation
{
    /// <summary>The orientation of a picture that is upright, or whose file does not tell.</summary>
    internal const int Upright = 1;

    private const int Last = 8;
    private const int FirstTransposed = 5;
    private const int Tile = 32;

    /// <summary>Whether width and height change places.</summary>
    internal static bool IsTransposed(int orientation) => orientation is >= FirstTransposed and <= Last;

    /// <summary>Brings a picture upright.</summary>
    /// <param name="picture">The picture as it is in the file; its width and height change places for orientations 5 to 8.</param>
    /// <param name="orientation">The tag's value.</param>
    internal static void Turn(RgbBuffer picture, int orientation)
    {
        if (orientation == Upright)
            return;
        var (width, height) = (picture.Width, picture.Height);
        // Where the first pixel of the result is in the source, and how far from one to the next along a row and down a column.
        var (start, along, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => ((height - 1) * width, 1, -width),
            5 => (0, width, 1),
            6 => ((height - 1) * width, -width, 1),
            7 => ((width * height) - 1, -width, -1),
            8 => (width - 1, width, -1),
            _ => throw new ArgumentOutOfRangeException(
                nameof(orientation), $"A picture cannot be turned: expected an orientation of {Upright} to {Last}, got {orientation}."),
        };
        var bytes = picture.Span.Length;
        var source = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            picture.Span.CopyTo(source);
            if (orientation >= FirstTransposed)
                picture.Reset(height, width);
            Gather(MemoryMarshal.Cast<byte, Pixel>(source.AsSpan(0, bytes)), start, along, down, picture);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
        }
    }

    // In tiles: else a transposed read would meet another line of the cache at each pixel.
    private static void Gather(ReadOnlySpan<Pixel> source, int start, int along, int down, RgbBuffer into)
    {
        var result = MemoryMarshal.Cast<byte, Pixel>(into.Span);
        var (width, height) = (into.Width, into.Height);
        for (var top = 0; top < height; top += Tile)
        {
            for (var left = 0; left < width; left += Tile)
            {
                for (var y = top; y < Math.Min(top + Tile, height); y++)
                {
                    for (var x = left; x < Math.Min(left + Tile, width); x++)
                        result[(y * width) + x] = source[start + (x * along) + (y * down)];
                }
            }
        }
    }
}
