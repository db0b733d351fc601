using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>From bytes to the network's input: the only place that knows the order of the dimensions
/// and how colors are normalized.</summary>
internal static class PixelTensor
{
    private const float Range = byte.MaxValue;

    // As many as a span of bytes can show.
    private const long MostValues = int.MaxValue / sizeof(float);

    /// <summary>
    /// Normalizes a batch on the device. The memory stays pixel by pixel (channels-last), the layout that convolutions are fastest in.
    /// </summary>
    /// <param name="pixels">(N, H, W, 3) uint8, red first, on any device; stays as it is.</param>
    /// <param name="normalization">Mean and standard deviation.</param>
    /// <param name="device">Where the network is.</param>
    /// <returns>A new tensor (N, 3, H, W) float32 with channels-last strides.</returns>
    internal static Tensor ToInput(Tensor pixels, Normalization normalization, Device device)
    {
        using var scope = NewDisposeScope();
        var moved = pixels.to(device); // before the conversion: 1 byte a color travels, not 4
        var input = device.type == DeviceType.CPU && pixels.numel() <= MostValues
            ? InOnePass(moved, normalization)
            : InOperations(moved, normalization, device);
        return input.MoveToOuterDisposeScope();
    }

    /// <summary>The same bits as <see cref="InOperations"/> gives.</summary>
    private static Tensor InOnePass(Tensor pixels, Normalization normalization)
    {
        var (scale, shift) = Factors(normalization);
        var input = empty(pixels.shape, ScalarType.Float32); // (N, H, W, 3)
        PixelScaling.Apply(pixels.contiguous().bytes, scale, shift, MemoryMarshal.Cast<byte, float>(input.bytes));
        return input.permute(0, 3, 1, 2); // (N, 3, H, W)
    }

    /// <summary>Two operations in place on a view in the network's order of dimensions.</summary>
    internal static Tensor InOperations(Tensor pixels, Normalization normalization, Device device)
    {
        var (scale, shift) = Factors(normalization);
        // (N, 3, H, W), a view until the conversion, which keeps the strides
        var input = pixels.permute(0, 3, 1, 2).to_type(ScalarType.Float32);
        return input.mul_(tensor(scale, [1, scale.Length, 1, 1], device: device))
            .add_(tensor(shift, [1, scale.Length, 1, 1], device: device));
    }

    /// <summary>For each color: (x / 255 − mean) / deviation = x · scale + shift.</summary>
    internal static (float[] Scale, float[] Shift) Factors(Normalization normalization)
    {
        var scale = new float[normalization.Mean.Count];
        var shift = new float[scale.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = (float)(1.0 / (Range * (double)normalization.StandardDeviation[i]));
            shift[i] = (float)(-(double)normalization.Mean[i] / normalization.StandardDeviation[i]);
        }
        return (scale, shift);
    }
}

/// <summary>
/// x · scale + shift for each color of 8-bit RGB pixels, in one pass over memory. libtorch would take a pass for the conversion and one
/// each for factor and summand, and is slow in those two, since the three colors repeat within its vectors.
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
            throw new ArgumentException(
                $"Colors cannot be scaled: expected as many numbers as bytes, {RgbView.Channels} a pixel, "
                + $"got {pixels.Length} bytes and {result.Length} numbers.", nameof(result));
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
