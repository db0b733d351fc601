using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>The mean of each channel over all positions, the squeeze of squeeze and excitation
/// (Hu et al., https://arxiv.org/abs/1709.01507, eq. 2), in one pass over channels-last memory.</summary>
internal static unsafe class ChannelMeans
{
    // Channels of a picture that a thread takes at a time: as many sums as fit in registers.
    private const int Block = 4 * IElement.Lanes;

    // Bytes that are worth a thread.
    private const int LeastBytes = 1 << 15;

    /// <summary>Sums are flushed into others after so many positions, which keeps the rounding errors of large maps small.</summary>
    private const int Run = 256;

    /// <summary>(N, C, H, W), channels-last in float32 or bfloat16 → (N, C) float32.</summary>
    internal static Tensor Of(Tensor maps)
    {
        var from = ChannelsLast.Of(maps);
        var means = MapMemory.NewFloats(from.Pictures, from.Channels);
        if (maps.dtype == ScalarType.BFloat16)
            Compute<BFloat16Element>(from, MapMemory.Floats(means));
        else
            Compute<Float32Element>(from, MapMemory.Floats(means));
        return means;
    }

    private static void Compute<T>(ChannelsLast from, float* means) where T : struct, IElement
    {
        var blocks = (from.Channels + Block - 1) / Block;
        var least = Math.Max(1, LeastBytes / (Block * T.Size * from.Positions));
        ComputeTeam.Run(from.Pictures * blocks, least, (first, end) =>
        {
            for (var item = first; item < end; item++)
            {
                var (picture, channel) = (item / blocks, item % blocks * Block);
                var start = from.Bytes + (((picture * from.Positions * from.Channels) + channel) * T.Size);
                OfBlock<T>(start, from, (int)Math.Min(Block, from.Channels - channel), means + (picture * from.Channels) + channel);
            }
        });
    }

    private static void OfBlock<T>(byte* start, ChannelsLast from, int channels, float* means) where T : struct, IElement
    {
        var stride = from.Channels * T.Size;
        Span<float> totals = stackalloc float[Block];
        for (long position = 0; position < from.Positions; position += Run)
        {
            var count = Math.Min(Run, from.Positions - position);
            var first = start + (position * stride);
            if (channels == Block)
                AddBlock<T>(first, stride, count, totals);
            else
                for (var lane = 0; lane < channels; lane += IElement.Lanes)
                    AddLanes<T>(first + (lane * T.Size), stride, count, totals[lane..]);
        }
        for (var channel = 0; channel < channels; channel++)
            means[channel] = totals[channel] / from.Positions;
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBlock<T>(byte* from, long stride, long count, Span<float> totals) where T : struct, IElement
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (; count > 0; count--, from += stride)
        {
            var (first, last) = T.Load(from);
            (a, b) = (a + first, b + last);
            (first, last) = T.Load(from + (IElement.Lanes * T.Size));
            (c, d) = (c + first, d + last);
            (first, last) = T.Load(from + (2 * IElement.Lanes * T.Size));
            (e, f) = (e + first, f + last);
            (first, last) = T.Load(from + (3 * IElement.Lanes * T.Size));
            (g, h) = (g + first, h + last);
        }
        Add([a, b, c, d, e, f, g, h], totals);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddLanes<T>(byte* from, long stride, long count, Span<float> totals) where T : struct, IElement
    {
        Vector256<float> a = default, b = default;
        for (; count > 0; count--, from += stride)
        {
            var (first, last) = T.Load(from);
            (a, b) = (a + first, b + last);
        }
        Add([a, b], totals);
    }

    private static void Add(ReadOnlySpan<Vector256<float>> sums, Span<float> totals)
    {
        for (var i = 0; i < sums.Length * Vector256<float>.Count; i++)
            totals[i] += sums[i / Vector256<float>.Count][i % Vector256<float>.Count];
    }
}
