using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// x · scale + shift for each color of 8-bit RGB pixels, in one pass over memory. libtorch would take a pass for the conversion and one each
/// for factor and summand, and is slow in those two, since the three colors repeat within its vectors.
/// </summary>
internal static unsafe class PixelScaling
{
    // Pixels that are worth a thread.
    private const int LeastPixels = 1 << 15;

    // Colors and vectors meet again after so many values.
    private static readonly int s_period = RgbView.Channels * Vector256<float>.Count;

    /// <summary>Computes all pixels.</summary>
    /// <param name="pixels">Three bytes each.</param>
    /// <param name="scale">For each color.</param>
    /// <param name="shift">For each color.</param>
    /// <param name="result">As many numbers as there are bytes; they do not overlap them.</param>
    internal static void Apply(ReadOnlySpan<byte> pixels, float[] scale, float[] shift, Span<float> result)
    {
        if (pixels.Length % RgbView.Channels != 0 || result.Length != pixels.Length)
            throw new ArgumentException($"Colors cannot be scaled: expected as many numbers as bytes, {RgbView.Channels} a pixel, got {pixels.Length} bytes and {result.Length} numbers.", nameof(result));
        fixed (byte* from = pixels)
        fixed (float* to = result)
        {
            var (source, target) = ((nint)from, (nint)to); // both stay where they are until all threads are done
            ComputeTeam.Run(pixels.Length / RgbView.Channels, LeastPixels, (first, end) =>
            {
                var start = first * RgbView.Channels;
                Range((byte*)source + start, (end - first) * RgbView.Channels, scale, shift, (float*)target + start);
            });
        }
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Range(byte* from, long count, float[] scale, float[] shift, float* to)
    {
        Vector256<float> scale0 = Repeated(scale, 0), scale1 = Repeated(scale, 1), scale2 = Repeated(scale, 2);
        Vector256<float> shift0 = Repeated(shift, 0), shift1 = Repeated(shift, 1), shift2 = Repeated(shift, 2);
        var i = 0L;
        for (; i + s_period <= count; i += s_period)
        {
            Eight(from + i, scale0, shift0, to + i);
            Eight(from + i + Vector256<float>.Count, scale1, shift1, to + i + Vector256<float>.Count);
            Eight(from + i + (2 * Vector256<float>.Count), scale2, shift2, to + i + (2 * Vector256<float>.Count));
        }
        for (; i < count; i++)
            to[i] = (from[i] * scale[i % RgbView.Channels]) + shift[i % RgbView.Channels];
    }

    // Rounded after each of the two operations, as libtorch's are: not fused.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(byte* from, Vector256<float> scale, Vector256<float> shift, float* to)
    {
        var bytes = Vector256.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(from)).AsByte();
        var values = Vector256.ConvertToSingle(Vector256.WidenLower(Vector256.WidenLower(bytes)).AsInt32());
        ((values * scale) + shift).Store(to);
    }

    /// <summary>The numbers of the three colors again and again, as the vector of that number within a period has them.</summary>
    private static Vector256<float> Repeated(float[] colors, int vector)
    {
        Span<float> numbers = stackalloc float[Vector256<float>.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = colors[((vector * numbers.Length) + i) % RgbView.Channels];
        return Vector256.Create<float>(numbers);
    }
}
