using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>The two passes of a separable filter over 8-bit RGB pictures: sums in 32-bit integers, rounded to 8 bits.</summary>
internal static class ResamplingPasses
{
    private const int Half = 1 << (ResamplingTable.FractionBits - 1);
    private const int RowsAtOnce = 4;

    /// <summary>Resizes the width of some rows: (rows of H, W, 3) → (rows, table's size, 3).</summary>
    /// <param name="source">The picture.</param>
    /// <param name="firstRow">The first row to take.</param>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <param name="table">The weights along the width.</param>
    /// <param name="destination">Exactly rows · table's size · 3 bytes.</param>
    internal static void Horizontal(RgbView source, int firstRow, int rows, ResamplingTable table, Span<byte> destination)
    {
        // Four bytes are read for a pixel of three: of the picture's very last pixel there are only three.
        var wideRows = Math.Min(rows, source.Height - 1 - firstRow);
        var sourceStride = source.Width * RgbView.Channels;
        var stride = table.Size * RgbView.Channels;
        for (var row = 0; row < wideRows; row += RowsAtOnce)
        {
            // The last rows come again rather than rows that are not there.
            var start = Math.Clamp(wideRows - RowsAtOnce, 0, row);
            FourRows(
                ref MemoryMarshal.GetReference(source.Pixels[((firstRow + start) * sourceStride)..]),
                Math.Min(RowsAtOnce, wideRows - start),
                sourceStride,
                table,
                ref MemoryMarshal.GetReference(destination[(start * stride)..]));
        }
        if (wideRows < rows)
            LastRow(source.Pixels[^sourceStride..], table, destination[^stride..]);
    }

    /// <summary>Resizes the height: (H, bytes of a row) → (table's size, bytes of a row).</summary>
    /// <param name="source">The rows from <paramref name="firstRow"/> on.</param>
    /// <param name="firstRow">The number in the table of the first row in <paramref name="source"/>.</param>
    /// <param name="stride">The bytes of a row.</param>
    /// <param name="table">The weights along the height.</param>
    /// <param name="destination">Exactly table's size · stride bytes.</param>
    internal static void Vertical(ReadOnlySpan<byte> source, int firstRow, int stride, ResamplingTable table, Span<byte> destination)
    {
        for (var row = 0; row < table.Size; row++)
        {
            var weights = table.Weights(row);
            var rows = source.Slice((table.First(row) - firstRow) * stride, weights.Length * stride);
            OneRow(rows, weights, destination.Slice(row * stride, stride));
        }
    }

    // Bounds: 'rows' rows of sourceStride bytes and one more byte can be read, 'rows' rows can be written.
    private static void FourRows(ref byte source, int rows, int sourceStride, ResamplingTable table, ref byte destination)
    {
        var stride = table.Size * RgbView.Channels;
        var (second, third, fourth) = ((nint)Math.Min(1, rows - 1), (nint)Math.Min(2, rows - 1), (nint)Math.Min(3, rows - 1));
        var (source2, source3, source4) = (second * sourceStride, third * sourceStride, fourth * sourceStride);
        var (to2, to3, to4) = (second * stride, third * stride, fourth * stride);
        ref var weight = ref MemoryMarshal.GetReference(table.AllWeights);
        for (var i = 0; i < table.Size; i++)
        {
            ref var pixel = ref Unsafe.Add(ref source, table.FirstOfTaps(i) * RgbView.Channels);
            Vector128<int> sum1 = Vector128.Create(Half), sum2 = sum1, sum3 = sum1, sum4 = sum1;
            for (var tap = table.Taps; tap > 0; tap--)
            {
                var times = Vector128.Create(weight);
                sum1 += Spread(ref pixel) * times;
                sum2 += Spread(ref Unsafe.Add(ref pixel, source2)) * times;
                sum3 += Spread(ref Unsafe.Add(ref pixel, source3)) * times;
                sum4 += Spread(ref Unsafe.Add(ref pixel, source4)) * times;
                pixel = ref Unsafe.Add(ref pixel, RgbView.Channels);
                weight = ref Unsafe.Add(ref weight, 1);
            }
            ref var to = ref Unsafe.Add(ref destination, i * RgbView.Channels);
            Write(sum1, ref to);
            Write(sum2, ref Unsafe.Add(ref to, to2));
            Write(sum3, ref Unsafe.Add(ref to, to3));
            Write(sum4, ref Unsafe.Add(ref to, to4));
        }
    }

    // Three colors and a byte that is not used, each in 32 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Spread(ref byte pixel) => Vector128.Shuffle(
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref pixel)).AsByte(),
        Vector128.Create((byte)0, 255, 255, 255, 1, 255, 255, 255, 2, 255, 255, 255, 3, 255, 255, 255)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector128<int> sum, ref byte to)
    {
        var colors = Vector128.Min(sum >> ResamplingTable.FractionBits, Vector128.Create(255));
        var packed = Vector128.Shuffle(colors.AsByte(),
            Vector128.Create((byte)0, 4, 8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)).AsUInt32().ToScalar();
        Unsafe.WriteUnaligned(ref to, (ushort)packed);
        Unsafe.Add(ref to, 2) = (byte)(packed >> 16);
    }

    private static void LastRow(ReadOnlySpan<byte> source, ResamplingTable table, Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var (x, channel) = Math.DivRem(i, RgbView.Channels);
            destination[i] = Weighted(source[((table.First(x) * RgbView.Channels) + channel)..], RgbView.Channels, table.Weights(x));
        }
    }

    private static void OneRow(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> destination)
    {
        var (stride, step) = (destination.Length, Vector<byte>.Count);
        if (stride < step)
        {
            for (var i = 0; i < stride; i++)
                destination[i] = Weighted(rows[i..], stride, weights);
            return;
        }
        for (var i = 0; i < stride; i += step)
        {
            // The last bytes come again rather than bytes that are not there.
            var start = Math.Min(i, stride - step);
            Vector<int> sum0 = new(Half), sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (var k = 0; k < weights.Length; k++)
            {
                Vector.Widen(new Vector<byte>(rows[((k * stride) + start)..]), out var lower, out var upper);
                Vector.Widen(lower.As<ushort, short>(), out var part0, out var part1);
                Vector.Widen(upper.As<ushort, short>(), out var part2, out var part3);
                sum0 += part0 * weights[k];
                sum1 += part1 * weights[k];
                sum2 += part2 * weights[k];
                sum3 += part3 * weights[k];
            }
            Vector.Narrow(Narrow(sum0, sum1), Narrow(sum2, sum3)).CopyTo(destination[start..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ushort> Narrow(Vector<int> lower, Vector<int> upper) =>
        Vector.Narrow(Rounded(lower), Rounded(upper)).As<short, ushort>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Rounded(Vector<int> sum) => Vector.Min(sum >> ResamplingTable.FractionBits, new Vector<int>(255));

    private static byte Weighted(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> weights)
    {
        var sum = Half;
        for (var k = 0; k < weights.Length; k++)
            sum += source[k * stride] * weights[k];
        return (byte)Math.Min(sum >> ResamplingTable.FractionBits, 255);
    }
}
