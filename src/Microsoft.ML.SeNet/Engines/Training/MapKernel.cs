using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// What is done with a chunk of maps: all channels of a position, then the next one, straight through the memory. (Channel by channel over
/// a few positions, with sums in registers, took twice as long on wide maps.)
/// </summary>
internal interface IMapKernel
{
    /// <typeparam name="T">What the maps are made of.</typeparam>
    void Do<T>(in Chunk chunk) where T : struct, IElement;
}

/// <summary>Runs a kernel over maps (N, H, W, C), contiguous, on all of libtorch's threads.</summary>
internal static class MapKernel
{
    /// <param name="type">float32 or bfloat16.</param>
    /// <param name="shape">Of the maps.</param>
    /// <param name="kernel">What to do.</param>
    internal static void Run<TKernel>(ScalarType type, MapShape shape, TKernel kernel) where TKernel : struct, IMapKernel =>
        ComputeTeam.Run(shape.Chunks, shape.LeastChunks, type == ScalarType.BFloat16
            ? (from, to) => Do<TKernel, BFloat16Element>(shape, kernel, (int)from, (int)to)
            : (from, to) => Do<TKernel, Float32Element>(shape, kernel, (int)from, (int)to));

    // Compiled once, at its best: a pass over large maps would end in the slow form in which it began.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Do<TKernel, T>(MapShape shape, TKernel kernel, int from, int to)
        where TKernel : struct, IMapKernel
        where T : struct, IElement
    {
        for (var chunk = from; chunk < to; chunk++)
        {
            var (first, end) = shape.RowsOf(chunk);
            kernel.Do<T>(new Chunk(chunk, chunk / shape.ChunksPerPicture, first, (int)(end - first)));
        }
    }
}

/// <summary>
/// Maps in memory, pixel by pixel: N pictures of P positions of C channels. A pass goes over them chunk by chunk. The chunks depend on the
/// shape alone, so that sums have the same bits on any number of threads.
/// </summary>
internal readonly record struct MapShape(int Pictures, int Positions, int Channels)
{
    /// <summary>As many numbers are summed in float32 before they go on in float64.</summary>
    private const int LongestChunk = 256;

    /// <summary>Numbers that are worth a thread.</summary>
    private const int LeastNumbers = 16384;

    /// <param name="rows">(N, H, W, C).</param>
    internal static MapShape Of(Tensor rows)
    {
        var size = rows.shape;
        return new MapShape((int)size[0], (int)(size[1] * size[2]), (int)size[3]);
    }

    internal long Rows => (long)Pictures * Positions;

    internal int ChunksPerPicture => ((Positions - 1) / LongestChunk) + 1;

    internal int Chunks => Pictures * ChunksPerPicture;

    /// <summary>Chunks that are worth a thread.</summary>
    internal long LeastChunks => Math.Max(1, (long)LeastNumbers * ChunksPerPicture / ((long)Positions * Channels));

    /// <summary>The rows of a chunk: the first, and the one behind the last.</summary>
    internal (long First, long End) RowsOf(int chunk)
    {
        var (picture, part) = Math.DivRem(chunk, ChunksPerPicture);
        var start = (long)picture * Positions;
        return (start + ((long)Positions * part / ChunksPerPicture), start + ((long)Positions * (part + 1) / ChunksPerPicture));
    }
}

/// <summary>A run of positions of one picture.</summary>
/// <param name="Number">Counted over all pictures, from 0.</param>
/// <param name="Picture">Their picture.</param>
/// <param name="First">The first position, counted over all pictures.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Chunk(int Number, int Picture, long First, int Count);
