using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>
/// The stem's pooling, the largest of 3 × 3 positions at stride 2, in one pass over channels-last memory. (libtorch's own writes where each
/// was found as 8 bytes; here it is one, and only for training.)
/// </summary>
internal static unsafe class MaxPooling
{
    /// <summary>Side of a window.</summary>
    internal const int Kernel = 3;

    internal const int Stride = 2;

    /// <summary>(N, C, H, W), channels-last in float32 or bfloat16 → (N, C, H', W').</summary>
    /// <param name="maps">The input.</param>
    /// <param name="padding">Positions that are missing on each side; with none, the last window may hang over (ceil mode).</param>
    /// <param name="height">H'.</param>
    /// <param name="width">W'.</param>
    /// <param name="places">Gets which of a window's positions was the first of the largest, 0 to 8: (N, H', W', C) uint8;
    /// null for prediction.</param>
    internal static Tensor Of(Tensor maps, int padding, long height, long width, Tensor? places = null)
    {
        var from = ChannelsLast.Of(maps);
        using var memory = empty([from.Pictures, height, width, from.Channels], maps.dtype);
        var pooled = memory.permute(0, 3, 1, 2);
        var to = ChannelsLast.Of(pooled);
        var found = places is null ? null : MapMemory.Bytes(places);
        if (maps.dtype == ScalarType.BFloat16)
            Compute<BFloat16Element>(from, to, padding, found);
        else
            Compute<Float32Element>(from, to, padding, found);
        return pooled;
    }

    private static void Compute<T>(ChannelsLast from, ChannelsLast to, int padding, byte* places) where T : struct, IElement =>
        ComputeTeam.Run(to.Pictures * to.Height, 1, (first, end) =>
        {
            for (var row = first; row < end; row++)
                Row<T>(from, to, padding, places, row / to.Height, row % to.Height);
        });

    private static void Row<T>(ChannelsLast from, ChannelsLast to, int padding, byte* places, long picture, long y)
        where T : struct, IElement
    {
        var line = from.Width * from.Channels;
        var (top, bottom) = Window(y, padding, from.Height);
        for (long x = 0; x < to.Width; x++)
        {
            var (left, right) = Window(x, padding, from.Width);
            var corner = (((picture * from.Height) + top) * line) + (left * from.Channels);
            var at = ((((picture * to.Height) + y) * to.Width) + x) * to.Channels;
            if (places == null)
                Largest<T>(from.Bytes, corner, line, (int)(bottom - top), (int)(right - left), to.Bytes, at, to.Channels);
            else
            {
                var place = (int)(((top + padding - (y * Stride)) * Kernel) + left + padding - (x * Stride));
                LargestAndPlace<T>(
                    from.Bytes, corner, line, (int)(bottom - top), (int)(right - left), place, to.Bytes, places, at, to.Channels);
            }
        }
    }

    /// <summary>The positions of a window along one side: from the first one up to before the second.</summary>
    private static (long First, long End) Window(long number, int padding, long size)
    {
        var start = (number * Stride) - padding;
        return (Math.Max(start, 0), Math.Min(start + Kernel, size));
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Largest<T>(byte* from, long corner, long line, int rows, int columns, byte* to, long at, long channels)
        where T : struct, IElement
    {
        var size = T.Size;
        for (long channel = 0; channel < channels; channel += IElement.Lanes)
        {
            var first = Vector256.Create(float.NegativeInfinity);
            var last = first;
            for (var row = 0; row < rows; row++)
            {
                var source = from + ((corner + (row * line) + channel) * size);
                for (var column = 0; column < columns; column++, source += channels * size)
                {
                    var (a, b) = T.Load(source);
                    first = Vector256.Max(first, a);
                    last = Vector256.Max(last, b);
                }
            }
            T.Store(to + ((at + channel) * size), first, last);
        }
    }

    /// <summary>As <see cref="Largest"/>, and the place of the first of the largest, where the window begins at a place;
    /// not a number is larger than all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LargestAndPlace<T>(
        byte* from, long corner, long line, int rows, int columns, int place, byte* to, byte* places, long at, long channels)
        where T : struct, IElement
    {
        var size = T.Size;
        for (long channel = 0; channel < channels; channel += IElement.Lanes)
        {
            var (first, last) = (Vector256.Create(float.NegativeInfinity), Vector256.Create(float.NegativeInfinity));
            var (firstPlace, lastPlace) = (Vector256.Create(place), Vector256.Create(place));
            for (var row = 0; row < rows; row++)
            {
                var source = from + ((corner + (row * line) + channel) * size);
                for (var column = 0; column < columns; column++, source += channels * size)
                {
                    var (a, b) = T.Load(source);
                    var here = Vector256.Create(place + (row * Kernel) + column);
                    var (newFirst, newLast) = (IsLarger(a, first), IsLarger(b, last));
                    (first, last) = (Vector256.ConditionalSelect(newFirst, a, first), Vector256.ConditionalSelect(newLast, b, last));
                    firstPlace = Vector256.ConditionalSelect(newFirst.AsInt32(), here, firstPlace);
                    lastPlace = Vector256.ConditionalSelect(newLast.AsInt32(), here, lastPlace);
                }
            }
            T.Store(to + ((at + channel) * size), first, last);
            var words = Vector256.Narrow(firstPlace, lastPlace);
            Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().Store(places + at + channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> IsLarger(Vector256<float> value, Vector256<float> than) =>
        Vector256.GreaterThan(value, than) | ~Vector256.Equals(value, value);
}
