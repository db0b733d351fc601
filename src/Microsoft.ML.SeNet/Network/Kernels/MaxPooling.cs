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
        var memory = empty([from.Pictures, height, width, from.Channels], maps.dtype);
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
            {
                var (picture, y) = (row / to.Height, row % to.Height);
                for (long x = 0; x < to.Width; x++)
                    Window<T>(from, picture, (y * Stride) - padding, (x * Stride) - padding, to.Bytes, ((row * to.Width) + x) * to.Channels);
            }
        });

    private static void Window<T>(ChannelsLast from, long picture, long top, long left, byte* to, long index) where T : struct, IElements
    {
        var (firstRow, endRow) = (Math.Max(top, 0), Math.Min(top + Kernel, from.Height));
        var (firstColumn, endColumn) = (Math.Max(left, 0), Math.Min(left + Kernel, from.Width));
        long channel = 0;
        for (; channel <= from.Channels - Step; channel += Step)
        {
            var low = Vector256.Create(float.NegativeInfinity);
            var high = low;
            for (var row = firstRow; row < endRow; row++)
            {
                for (var column = firstColumn; column < endColumn; column++)
                {
                    var (a, b) = T.Load(from.Bytes, At(from, picture, row, column) + channel);
                    (low, high) = (Vector256.Max(low, a), Vector256.Max(high, b));
                }
            }
            T.Store(to, index + channel, low, high);
        }
        for (; channel < from.Channels; channel++)
        {
            var largest = float.NegativeInfinity;
            for (var row = firstRow; row < endRow; row++)
            {
                for (var column = firstColumn; column < endColumn; column++)
                    largest = MathF.Max(largest, T.LoadOne(from.Bytes, At(from, picture, row, column) + channel));
            }
            T.StoreOne(to, index + channel, largest);
        }
    }

    private static long At(ChannelsLast maps, long picture, long row, long column) => ((((picture * maps.Height) + row) * maps.Width) + column) * maps.Channels;
}
