using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Data;

/// <summary>Draws a picture on a target with linear or cubic interpolation (Mitchell and Netravali's, B = C = 1/3), its border pixels going on outside.</summary>
/// <remarks>
/// Two rows of the target at a time: of the source's columns that are visible, a line is mixed for each of the two, pixel beside pixel (one pixel of
/// the first line, the same of the second, the next of the first …), so that both are mixed along the width by the same instructions.
/// </remarks>
internal static class SmoothSampler
{
    private const int RowsAtOnce = 2;

    public static void Draw(PixelBuffer source, PixelBuffer target, Frame frame, bool isCubic)
    {
        var across = Taps.Of(source.Width, frame.Width, frame.Left, target.Width, isCubic);
        var down = Taps.Of(source.Height, frame.Height, frame.Top, target.Height, isCubic);
        if (across.Count == 0 || down.Count == 0)
            return;
        var lines = new Vector128<float>[RowsAtOnce * across.SourceCount];
        var pixels = MemoryMarshal.Cast<byte, uint>(target.Bytes);
        for (int y = 0; y < down.Count; y += RowsAtOnce)
        {
            int next = Math.Min(y + 1, down.Count - 1); // the last row comes twice rather than one that is not there
            Mix(source, across, down.Of(y), lines);
            Mix(source, across, down.Of(next), lines.AsSpan(1));
            Mix(lines, across, Row(y), Row(next));
        }
        if (source.Format != target.Format)
            SwapRedAndBlue(pixels);

        Span<uint> Row(int y) => MemoryMarshal.Cast<byte, uint>(target.Bytes).Slice(((down.First + y) * target.Width) + across.First, across.Count);
    }

    /// <summary>The visible columns of a line, mixed from the source's rows; every second place of the target.</summary>
    private static void Mix(PixelBuffer source, Taps across, ReadOnlySpan<Tap> rows, Span<Vector128<float>> line)
    {
        for (int i = 0; i < rows.Length; i += 2)
        {
            var first = Visible(rows[i].Index);
            var second = Visible(rows[i + 1].Index);
            Vector256<float> weight = Vector256.Create(rows[i].Weight), other = Vector256.Create(rows[i + 1].Weight);
            int pairs = first.Length / 2;
            var firstPairs = MemoryMarshal.Cast<uint, ulong>(first);
            var secondPairs = MemoryMarshal.Cast<uint, ulong>(second);
            for (int x = 0; x < pairs; x++)
            {
                var to = line.Slice(RowsAtOnce * 2 * x, RowsAtOnce + 1);
                var sum = Widened(firstPairs[x]) * weight;
                if (i > 0)
                    sum = Vector256.Create(to[0], to[RowsAtOnce]) + sum;
                sum += Widened(secondPairs[x]) * other;
                (to[0], to[RowsAtOnce]) = (sum.GetLower(), sum.GetUpper());
            }
            if (first.Length % 2 != 0)
            {
                ref var to = ref line[RowsAtOnce * (first.Length - 1)];
                var sum = Widened(first[^1]).GetLower() * weight.GetLower();
                to = (i > 0 ? to + sum : sum) + (Widened(second[^1]).GetLower() * other.GetLower());
            }
        }

        ReadOnlySpan<uint> Visible(int row) => MemoryMarshal.Cast<byte, uint>(source.Row(row)).Slice(across.SourceFirst, across.SourceCount);
    }

    /// <summary>Two pixels, each colour in 32 bits.</summary>
    private static Vector256<float> Widened(ulong pixels) =>
        Vector256.ConvertToSingle(Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(pixels).AsByte())).AsInt32());

    /// <summary>Two rows of the target, mixed from their lines: rounded, and no colour above alpha.</summary>
    private static void Mix(ReadOnlySpan<Vector128<float>> lines, Taps across, Span<uint> first, Span<uint> second)
    {
        var both = MemoryMarshal.Cast<Vector128<float>, Vector256<float>>(lines);
        for (int x = 0; x < first.Length; x++)
        {
            var sum = Vector256.Create(0.5f);
            foreach (var tap in across.Of(x))
                sum += both[tap.Index - across.SourceFirst] * tap.Weight;
            var rounded = Vector256.ConvertToInt32Native(Vector256.Max(sum, Vector256<float>.Zero));
            rounded = Vector256.Min(rounded, Vector256.Min(Vector256.Shuffle(rounded, Vector256.Create(3, 3, 3, 3, 7, 7, 7, 7)), Vector256.Create(255)));
            var shorts = Vector128.NarrowWithSaturation(rounded.GetLower(), rounded.GetUpper()).AsUInt16();
            ulong two = Vector128.NarrowWithSaturation(shorts, shorts).AsUInt64().ToScalar();
            first[x] = (uint)two;
            second[x] = (uint)(two >> 32);
        }
    }

    private static void SwapRedAndBlue(Span<uint> pixels)
    {
        foreach (ref uint pixel in pixels)
            pixel = (pixel & 0xFF00FF00) | ((pixel & 0xFF) << 16) | ((pixel >> 16) & 0xFF);
    }

    /// <summary>A pixel of the source and how much it counts.</summary>
    private readonly record struct Tap(int Index, float Weight);

    /// <summary>For each visible pixel of a frame along one axis, the source pixels that it is made of.</summary>
    private readonly record struct Taps(int First, int Count, int PerPixel, Tap[] All)
    {
        /// <summary>The first source pixel that any of them needs: they go up, and so do their pixels.</summary>
        public int SourceFirst => All[0].Index;

        /// <summary>How many source pixels, from there to the last that any of them needs.</summary>
        public int SourceCount => All[^1].Index + 1 - SourceFirst;

        public ReadOnlySpan<Tap> Of(int pixel) => All.AsSpan(pixel * PerPixel, PerPixel);

        public static Taps Of(int sourceLength, int length, int start, int targetLength, bool isCubic)
        {
            int first = Math.Max(0, start), count = Math.Max(0, Math.Min(targetLength, start + length) - first);
            int perPixel = isCubic ? 4 : 2;
            var taps = new Taps(first, count, perPixel, new Tap[count * perPixel]);
            double scale = (double)sourceLength / length;
            for (int i = 0; i < count; i++)
            {
                double centre = ((first - start + i + 0.5) * scale) - 0.5;
                int left = (int)Math.Floor(centre) - (perPixel / 2) + 1;
                for (int k = 0; k < perPixel; k++)
                {
                    double distance = Math.Abs(centre - left - k);
                    taps.All[(i * perPixel) + k] = new Tap(Math.Clamp(left + k, 0, sourceLength - 1), (float)(isCubic ? Cubic(distance) : 1 - distance));
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
    }
}
