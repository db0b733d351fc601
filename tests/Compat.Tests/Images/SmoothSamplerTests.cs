using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>Against sums pixel by pixel, in the same order: rows first, then columns.</summary>
public class SmoothSamplerTests
{
    [Theory]
    [InlineData(9, 7, 20, 15, 0, 0, true, MLPixelFormat.Bgra32)]
    [InlineData(9, 7, 20, 15, -3, 2, true, MLPixelFormat.Rgba32)]
    [InlineData(8, 6, 11, 9, 2, -1, true, MLPixelFormat.Bgra32)]
    [InlineData(1, 1, 5, 4, 1, 1, true, MLPixelFormat.Bgra32)]
    [InlineData(30, 21, 17, 13, 0, 0, false, MLPixelFormat.Bgra32)]
    [InlineData(31, 20, 18, 13, -2, -2, false, MLPixelFormat.Rgba32)]
    [InlineData(5, 5, 9, 9, 30, 0, true, MLPixelFormat.Bgra32)] // out of sight
    public void Draw_AnyFrame_GivesTheSums(int width, int height, int frameWidth, int frameHeight, int left, int top, bool isCubic, MLPixelFormat format)
    {
        using var source = PixelBuffer.Of(width, height, Noise(width * height), format, isOpaque: false);
        using var target = PixelBuffer.Blank(16, 12);
        var frame = new Frame(left, top, frameWidth, frameHeight);

        SmoothSampler.Draw(source, target, frame, isCubic);

        for (int y = 0; y < target.Height; y++)
        {
            for (int x = 0; x < target.Width; x++)
                Assert.Equal(Expected(source, frame, isCubic, x, y), target.Row(y).Slice(4 * x, 4).ToArray());
        }
    }

    /// <summary>Blue, green, red, alpha of a pixel of the target.</summary>
    private static byte[] Expected(PixelBuffer source, Frame frame, bool isCubic, int x, int y)
    {
        if (x < frame.Left || x >= frame.Left + frame.Width || y < frame.Top || y >= frame.Top + frame.Height)
            return [0, 0, 0, 0];
        var rows = Taps(y - frame.Top, source.Height, frame.Height, isCubic);
        var columns = Taps(x - frame.Left, source.Width, frame.Width, isCubic);
        var values = new int[4];
        for (int channel = 0; channel < 4; channel++)
        {
            int at = channel == 3 ? 3 : source.Format == MLPixelFormat.Bgra32 ? channel : 2 - channel;
            float sum = 0.5f;
            foreach (var (column, weight) in columns)
            {
                float line = 0;
                foreach (var (row, share) in rows)
                    line += source.Row(row)[(4 * column) + at] * share;
                sum += line * weight;
            }
            values[channel] = (int)Math.Max(sum, 0);
        }
        return [.. values.Select(value => (byte)Math.Min(value, Math.Min(values[3], 255)))];
    }

    private static (int Index, float Weight)[] Taps(int pixel, int sourceLength, int length, bool isCubic)
    {
        double centre = ((pixel + 0.5) * sourceLength / length) - 0.5;
        int left = (int)Math.Floor(centre) - (isCubic ? 1 : 0);
        return [.. Enumerable.Range(left, isCubic ? 4 : 2).Select(i => (Math.Clamp(i, 0, sourceLength - 1), (float)Weight(Math.Abs(centre - i), isCubic)))];
    }

    /// <summary>The hat, or Mitchell and Netravali's cubic (B = C = 1/3) as their paper has it: equation 8 with the sixth multiplied out.</summary>
    private static double Weight(double t, bool isCubic) => !isCubic ? 1 - t
        : t < 1 ? ((21 * t * t * t) - (36 * t * t) + 16) / 18
        : t < 2 ? ((-7 * t * t * t) + (36 * t * t) - (60 * t) + 32) / 18 : 0;

    /// <summary>Colours of any size up to alpha's.</summary>
    private static byte[] Noise(int pixels)
    {
        var bytes = new byte[pixels * 4];
        new Random(1).NextBytes(bytes);
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = Math.Min(bytes[i], bytes[i | 3]);
        return bytes;
    }
}
