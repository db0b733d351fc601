using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>The mean of each channel over all positions, the squeeze of squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507, eq. 2), in one pass over channels-last memory.</summary>
internal static unsafe class ChannelMeans
{
    // A thread takes 64 channels of a picture at a time: as many sums as fit in registers.
    private const int Block = 64;
    private const int Step = 16;

    // Bytes that are worth a thread.
    private const int LeastBytes = 1 << 15;

    /// <summary>Sums are flushed into others after so many positions, which keeps the rounding errors of large maps small.</summary>
    private const int Run = 256;

    /// <summary>(N, C, H, W), channels-last in float32 or bfloat16 → (N, C) float32.</summary>
    internal static Tensor Of(Tensor maps)
    {
        var from = ChannelsLast.Of(maps);
        var means = empty([from.Pictures, from.Channels], ScalarType.Float32);
        fixed (byte* to = means.bytes)
        {
            if (maps.dtype == ScalarType.BFloat16)
                Compute<BFloat16Elements>(from, (float*)to);
            else
                Compute<SingleElements>(from, (float*)to);
        }
        return means;
    }

    private static void Compute<T>(ChannelsLast from, float* means) where T : struct, IElements
    {
        var blocks = (from.Channels + Block - 1) / Block;
        var least = Math.Max(1, LeastBytes / (Block * T.Size * from.Positions));
        ComputeTeam.Run(from.Pictures * blocks, least, (first, end) =>
        {
            for (var item = first; item < end; item++)
            {
                var (picture, channel) = (item / blocks, item % blocks * Block);
                var start = from.Bytes + (picture * from.Positions * from.Channels * T.Size);
                var to = means + (picture * from.Channels);
                if (channel + Block <= from.Channels)
                    WholeBlock<T>(start, from, channel, to);
                else
                    Remainder<T>(start, from, channel, to);
            }
        });
    }

    private static void WholeBlock<T>(byte* picture, ChannelsLast from, long channel, float* means) where T : struct, IElements
    {
        Span<float> totals = stackalloc float[Block];
        for (long position = 0; position < from.Positions; position += Run)
            AddRun<T>(picture, from, channel, position, Math.Min(position + Run, from.Positions), totals);
        for (var i = 0; i < Block; i++)
            means[channel + i] = totals[i] / from.Positions;
    }

    // Optimised at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRun<T>(byte* picture, ChannelsLast from, long channel, long position, long end, Span<float> totals) where T : struct, IElements
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (; position < end; position++)
        {
            var index = (position * from.Channels) + channel;
            var (low, high) = T.Load(picture, index);
            (a, b) = (a + low, b + high);
            (low, high) = T.Load(picture, index + Step);
            (c, d) = (c + low, d + high);
            (low, high) = T.Load(picture, index + (2 * Step));
            (e, f) = (e + low, f + high);
            (low, high) = T.Load(picture, index + (3 * Step));
            (g, h) = (g + low, h + high);
        }
        ReadOnlySpan<Vector256<float>> sums = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < Block; i++)
            totals[i] += sums[i / Vector256<float>.Count][i % Vector256<float>.Count];
    }

    private static void Remainder<T>(byte* picture, ChannelsLast from, long channel, float* means) where T : struct, IElements
    {
        for (; channel < from.Channels; channel++)
        {
            var total = 0.0;
            for (long position = 0; position < from.Positions; position++)
                total += T.LoadOne(picture, (position * from.Channels) + channel);
            means[channel] = (float)(total / from.Positions);
        }
    }
}
