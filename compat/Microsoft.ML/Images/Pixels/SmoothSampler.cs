using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Data;

/// <summary>Draws a picture on a target with linear or cubic interpolation (Mitchell and Netravali's, B = C = 1/3), its border pixels going on outside.</summary>
internal static class SmoothSampler
{
    public static void Draw(PixelBuffer source, PixelBuffer target, Frame frame, bool isCubic)
    {
        var across = Weights(source.Width, frame.Width, frame.Left, target.Width, isCubic);
        var down = Weights(source.Height, frame.Height, frame.Top, target.Height, isCubic);
        var line = new float[source.Stride];
        var order = source.Format == target.Format ? Vector128.Create(0, 1, 2, 3) : Vector128.Create(2, 1, 0, 3);
        var pixels = MemoryMarshal.Cast<byte, uint>(target.Bytes.AsSpan());
        for (int y = 0; y < down.Count; y++)
        {
            Mix(source, down, y, line);
            var row = pixels.Slice(((down.First + y) * target.Width) + across.First, across.Count);
            for (int x = 0; x < row.Length; x++)
                row[x] = Mix(line, across, x, order);
        }
    }

    /// <summary>A line of the source's width, mixed from its rows.</summary>
    private static void Mix(PixelBuffer source, Taps taps, int y, Span<float> line)
    {
        for (int i = 0; i < taps.PerPixel; i++)
        {
            var (row, weight) = taps[y, i];
            var pixels = MemoryMarshal.Cast<byte, uint>(source.Row(row));
            var sums = MemoryMarshal.Cast<float, Vector128<float>>(line)[..pixels.Length];
            var four = Vector128.Create(weight);
            if (i == 0)
            {
                for (int x = 0; x < sums.Length; x++)
                    sums[x] = Widened(pixels[x]) * four;
            }
            else if (weight != 0)
            {
                for (int x = 0; x < sums.Length; x++)
                    sums[x] += Widened(pixels[x]) * four;
            }
        }
    }

    private static Vector128<float> Widened(uint pixel) =>
        Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32());

    /// <summary>One pixel, mixed from those of the line: rounded, and no colour above alpha.</summary>
    private static uint Mix(ReadOnlySpan<float> line, Taps taps, int x, Vector128<int> order)
    {
        var pixels = MemoryMarshal.Cast<float, Vector128<float>>(line);
        var sum = Vector128.Create(0.5f);
        foreach (var (column, weight) in taps.All.AsSpan(x * taps.PerPixel, taps.PerPixel))
            sum += pixels[column] * weight;
        var rounded = Vector128.ConvertToInt32(Vector128.Max(sum, Vector128<float>.Zero));
        rounded = Vector128.Min(rounded, Vector128.Min(Vector128.Shuffle(rounded, Vector128.Create(3)), Vector128.Create(255)));
        var shorts = Vector128.Narrow(Vector128.Shuffle(rounded, order), Vector128<int>.Zero);
        return Vector128.Narrow(shorts.AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar();
    }

    /// <summary>For each visible pixel of the frame, the source pixels that it is made of.</summary>
    private static Taps Weights(int sourceLength, int length, int start, int targetLength, bool isCubic)
    {
        int first = Math.Max(0, start), count = Math.Max(0, Math.Min(targetLength, start + length) - first);
        int perPixel = isCubic ? 4 : 2;
        var taps = new Taps(first, count, perPixel, new (int, float)[count * perPixel]);
        double scale = (double)sourceLength / length;
        for (int i = 0; i < count; i++)
        {
            double centre = ((first - start + i + 0.5) * scale) - 0.5;
            int left = (int)Math.Floor(centre) - (perPixel / 2) + 1;
            for (int k = 0; k < perPixel; k++)
            {
                double distance = Math.Abs(centre - left - k);
                taps.All[(i * perPixel) + k] = (Math.Clamp(left + k, 0, sourceLength - 1), (float)(isCubic ? Cubic(distance) : 1 - distance));
            }
        }
        return taps;
    }

    private static double Cubic(double t)
    {
        const double B = 1 / 3.0, C = 1 / 3.0;
        return t < 1
            ? (((12 - (9 * B) - (6 * C)) * t * t * t) + ((-18 + (12 * B) + (6 * C)) * t * t) + 6 - (2 * B)) / 6
            : t < 2 ? (((-B - (6 * C)) * t * t * t) + (((6 * B) + (30 * C)) * t * t) + (((-12 * B) - (48 * C)) * t) + (8 * B) + (24 * C)) / 6 : 0;
    }

    private readonly record struct Taps(int First, int Count, int PerPixel, (int Index, float Weight)[] All)
    {
        public (int Index, float Weight) this[int pixel, int tap] => All[(pixel * PerPixel) + tap];
    }
}
