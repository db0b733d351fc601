using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>The stem's pooling, the largest of 3 × 3 positions at stride 2, in one pass over channels-last memory. (libtorch's own writes where each was found, too.)</summary>
internal static unsafe class MaxPooling
{
    private const int Kernel = 3;
    private const int Stride = 2;
    private const int Step = 16;

    /// <summary>(N, C, H, W), channels-last in float32 or bfloat16 → (N, C, H', W').</summary>
    /// <param name="maps">The input.</param>
    /// <param name="padding">Positions that are missing on each side; with none, the last window may hang over (ceil mode).</param>
    /// <param name="height">H'.</param>
    /// <param name="width">W'.</param>
    internal static Tensor Of(Tensor maps, int padding, long height, long width)
    {
        var from = ChannelsLast.Of(maps);
        using var memory = empty([from.Pictures, height, width, from.Channels], maps.dtype);
        var pooled = memory.permute(0, 3, 1, 2);
        var to = ChannelsLast.Of(pooled);
        if (maps.dtype == ScalarType.BFloat16)
            Compute<BFloat16Elements>(from, to, padding);
        else
            Compute<SingleElements>(from, to, padding);
        return pooled;
    }

    private static void Compute<T>(ChannelsLast from, ChannelsLast to, int padding) where T : struct, IElements =>
        ComputeTeam.Run(to.Pictures * to.Height, 1, (first, end) =>
        {
            for (var row = first; row < end; row++)
                Row<T>(from, to, padding, row / to.Height, row % to.Height);
        });

    private static void Row<T>(ChannelsLast from, ChannelsLast to, int padding, long picture, long y) where T : struct, IElements
    {
        var line = from.Width * from.Channels;
        var (top, bottom) = Window(y, padding, from.Height);
        for (long x = 0; x < to.Width; x++)
        {
            var (left, right) = Window(x, padding, from.Width);
            var corner = (((picture * from.Height) + top) * line) + (left * from.Channels);
            var at = ((((picture * to.Height) + y) * to.Width) + x) * to.Channels;
            Largest<T>(from.Bytes, corner, line, (int)(bottom - top), (int)(right - left), to.Bytes, at, to.Channels);
        }
    }

    /// <summary>The positions of a window along one side: from the first one up to before the second.</summary>
    private static (long First, long End) Window(long number, int padding, long size)
    {
        var start = (number * Stride) - padding;
        return (Math.Max(start, 0), Math.Min(start + Kernel, size));
    }

    // Optimised at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Largest<T>(byte* from, long corner, long line, int rows, int columns, byte* to, long at, long channels) where T : struct, IElements
    {
        long channel = 0;
        for (; channel <= channels - Step; channel += Step)
        {
            var low = Vector256.Create(float.NegativeInfinity);
            var high = low;
            for (var row = 0; row < rows; row++)
            {
                var index = corner + (row * line) + channel;
                for (var column = 0; column < columns; column++, index += channels)
                {
                    var (a, b) = T.Load(from, index);
                    low = Vector256.Max(low, a);
                    high = Vector256.Max(high, b);
                }
            }
            T.Store(to, at + channel, low, high);
        }
        for (; channel < channels; channel++)
        {
            var largest = float.NegativeInfinity;
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    largest = MathF.Max(largest, T.LoadOne(from, corner + (row * line) + (column * channels) + channel));
            }
            T.StoreOne(to, at + channel, largest);
        }
    }
}
