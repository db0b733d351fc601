using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Each pixel a copy of the source pixel under its centre.</summary>
/// <remarks>
/// With Skia's own arithmetic: positions in 32.32 bits, pulled back by 1/65536, so that a centre that falls on the border of two pixels
/// takes the left or upper one (halving takes columns 0, 2, 4, …).
/// </remarks>
internal static class NearestSampler
{
    private const double One = 1L << 32;
    private const long Bias = 1L << 16;

    public static PixelBuffer Resize(PixelBuffer source, int width, int height)
    {
        var target = PixelBuffer.Uninitialised(width, height, source.Format, source.IsOpaque);
        float across = 1f / ((float)width / source.Width), down = 1f / ((float)height / source.Height);
        var columns = Columns(source.Width, width, across);
        var pixels = MemoryMarshal.Cast<byte, uint>(target.Bytes);
        for (int y = 0; y < height; y++)
        {
            var from = MemoryMarshal.Cast<byte, uint>(source.Row(Index(Fixed((y + 0.5f) * down) - Bias, source.Height)));
            var to = pixels.Slice(y * width, width);
            for (int x = 0; x < to.Length; x++)
                to[x] = from[columns[x]];
        }
        return target;
    }

    private static int[] Columns(int sourceWidth, int width, float scale)
    {
        var columns = new int[width];
        long position = Fixed(0.5f * scale) - Bias, step = Fixed(scale);
        for (int x = 0; x < width; x++, position += step)
            columns[x] = Index(position, sourceWidth);
        return columns;
    }

    private static long Fixed(float value) => (long)(value * One);

    private static int Index(long position, int count) => (int)Math.Clamp(position >> 32, 0, count - 1);
}
