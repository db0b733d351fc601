using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>The next smaller level of a picture: means of 2 × 2 pixels, of three where a side is odd (1, 2, 1), as Skia makes them.</summary>
internal static class PictureHalver
{
    private const uint EvenBytes = 0x00FF00FF;

    public static PixelBuffer Halve(PixelBuffer source)
    {
        int width = Math.Max(1, source.Width / 2), height = Math.Max(1, source.Height / 2);
        var target = PixelBuffer.Uninitialised(width, height, source.Format, source.IsOpaque);
        var pixels = MemoryMarshal.Cast<byte, uint>(target.Bytes);
        for (int y = 0; y < height; y++)
        {
            var row = pixels.Slice(y * width, width);
            if (source.Width % 2 == 0 && source.Height % 2 == 0)
                MeanOfFour(Pixels(source, 2 * y), Pixels(source, (2 * y) + 1), row);
            else
                MeanOfMany(source, y, row);
        }
        return target;
    }

    private static void MeanOfFour(ReadOnlySpan<uint> upper, ReadOnlySpan<uint> lower, Span<uint> row)
    {
        upper = upper[..(row.Length * 2)];
        lower = lower[..(row.Length * 2)];
        for (int x = 0; x < row.Length; x++)
        {
            uint a = upper[2 * x], b = upper[(2 * x) + 1], c = lower[2 * x], d = lower[(2 * x) + 1];
            uint even = (a & EvenBytes) + (b & EvenBytes) + (c & EvenBytes) + (d & EvenBytes);
            uint odd = ((a >> 8) & EvenBytes) + ((b >> 8) & EvenBytes) + ((c >> 8) & EvenBytes) + ((d >> 8) & EvenBytes);
            row[x] = ((even >> 2) & EvenBytes) | (((odd >> 2) & EvenBytes) << 8);
        }
    }

    private static void MeanOfMany(PixelBuffer source, int y, Span<uint> row)
    {
        int shift = Taps(source.Width, out int across) + Taps(source.Height, out int down);
        for (int x = 0; x < row.Length; x++)
        {
            uint even = 0, odd = 0;
            for (int j = 0; j < down; j++)
            {
                var pixels = Pixels(source, (2 * y) + j);
                for (int i = 0; i < across; i++)
                {
                    uint pixel = pixels[(2 * x) + i];
                    int weight = Doubled(i, across) + Doubled(j, down);
                    even += (pixel & EvenBytes) << weight;
                    odd += ((pixel >> 8) & EvenBytes) << weight;
                }
            }
            row[x] = ((even >> shift) & EvenBytes) | (((odd >> shift) & EvenBytes) << 8);
        }
    }

    /// <summary>How many pixels of a side make one: 1, 2, or 3 that weigh 1, 2, 1; and the binary logarithm of the weights' sum.</summary>
    private static int Taps(int length, out int count)
    {
        count = length == 1 ? 1 : length % 2 == 0 ? 2 : 3;
        return count - 1;
    }

    private static int Doubled(int index, int count) => count == 3 && index == 1 ? 1 : 0;

    private static ReadOnlySpan<uint> Pixels(PixelBuffer buffer, int y) => MemoryMarshal.Cast<byte, uint>(buffer.Row(y));
}
