using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The gradient of <see cref="MaxPooling"/>, in one pass: each position asks the windows that it is in, so that none waits for another.
/// </summary>
internal static unsafe class MaxPoolingGradient
{
    /// <summary>The gradient of the input: each output's goes where its largest was found.</summary>
    /// <param name="gradient">Of the output, (N, C, H', W'), channels-last.</param>
    /// <param name="places">What <see cref="MaxPooling.Of"/> filled in.</param>
    /// <param name="padding">As there.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <returns>(N, C, H, W), channels-last, of the gradient's type; summed in float32.</returns>
    internal static Tensor Of(Tensor gradient, Tensor places, int padding, long height, long width)
    {
        var from = ChannelsLast.Of(gradient);
        using var memory = empty([from.Pictures, height, width, from.Channels], gradient.dtype);
        var result = memory.permute(0, 3, 1, 2);
        var to = ChannelsLast.Of(result);
        if (gradient.dtype == ScalarType.BFloat16)
            Return<BFloat16Element>(from, MapMemory.Bytes(places), to, padding);
        else
            Return<Float32Element>(from, MapMemory.Bytes(places), to, padding);
        return result;
    }

    private static void Return<T>(ChannelsLast from, byte* places, ChannelsLast to, int padding) where T : struct, IElement =>
        ComputeTeam.Run(to.Pictures * to.Height, 1, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                var (picture, y) = Math.DivRem(row, to.Height);
                var (top, bottom) = Windows(y, padding, from.Height);
                for (long x = 0; x < to.Width; x++)
                {
                    var (left, right) = Windows(x, padding, from.Width);
                    var corner = (((picture * from.Height) + top) * from.Width) + left;
                    var (line, column) = (y + padding - (top * MaxPooling.Stride), x + padding - (left * MaxPooling.Stride));
                    Sum<T>(
                        from.Bytes, places, corner * from.Channels, from.Width * from.Channels, (int)(bottom - top), (int)(right - left),
                        (int)((line * MaxPooling.Kernel) + column), to.Bytes, ((row * to.Width) + x) * to.Channels, to.Channels);
                }
            }
        });

    /// <summary>The windows that a position is in, along one side: from the first one up to before the second.</summary>
    private static (long First, long End) Windows(long position, int padding, long count)
    {
        var from = position + padding - MaxPooling.Kernel + MaxPooling.Stride;
        return (Math.Max(from, 0) / MaxPooling.Stride, Math.Min(((position + padding) / MaxPooling.Stride) + 1, count));
    }

    /// <param name="from">The gradients.</param>
    /// <param name="places">Where the largest were found.</param>
    /// <param name="corner">The first window's first number.</param>
    /// <param name="line">From one line of windows to the next.</param>
    /// <param name="rows">Lines of windows.</param>
    /// <param name="columns">Windows in a line.</param>
    /// <param name="place">The position's place in the first window; 6 less a line on, and 2 less a window on.</param>
    /// <param name="to">The result.</param>
    /// <param name="at">The position's first number there.</param>
    /// <param name="channels">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<T>(
        byte* from, byte* places, long corner, long line, int rows, int columns, int place, byte* to, long at, long channels)
        where T : struct, IElement
    {
        for (long channel = 0; channel < channels; channel += IElement.Lanes)
        {
            Vector256<float> first = default, last = default;
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                {
                    var source = corner + (row * line) + (column * channels) + channel;
                    var (a, b) = T.Load(from + (source * T.Size));
                    var here = (byte)(place - (MaxPooling.Stride * ((row * MaxPooling.Kernel) + column)));
                    var hits = Vector128.Equals(Vector128.Load(places + source), Vector128.Create(here)).AsSByte();
                    var (lower, upper) = Vector128.Widen(hits);
                    var (firstLower, firstUpper) = Vector128.Widen(lower);
                    var (lastLower, lastUpper) = Vector128.Widen(upper);
                    first += a & Vector256.Create(firstLower, firstUpper).AsSingle();
                    last += b & Vector256.Create(lastLower, lastUpper).AsSingle();
                }
            T.Store(to + ((at + channel) * T.Size), first, last);
        }
    }
}
