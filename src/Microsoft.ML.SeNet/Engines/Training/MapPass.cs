using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>A run of positions of one picture.</summary>
/// <param name="Number">Counted over all pictures, from 0.</param>
/// <param name="Picture">Their picture.</param>
/// <param name="First">The first position, counted over all pictures.</param>
/// <param name="Count">How many.</param>
internal readonly record struct Chunk(int Number, int Picture, long First, int Count);

/// <summary>
/// What a pass does with a chunk: all channels of a position, then the next one, straight through the memory. (Channel by channel over a few positions,
/// with sums in registers, took twice as long on wide maps.)
/// </summary>
internal interface IMapKernel
{
    void Do(in Chunk chunk);
}

/// <summary>One pass over maps, on all of libtorch's threads.</summary>
internal static class MapPass
{
    internal static void Run<TKernel>(MapShape shape, TKernel kernel) where TKernel : struct, IMapKernel =>
        ComputeTeam.Run(shape.Chunks, shape.LeastChunks, (from, to) => Do(shape, kernel, (int)from, (int)to));

    // Compiled once, at its best: a pass over large maps would end in the slow form in which it began.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Do<TKernel>(MapShape shape, TKernel kernel, int from, int to) where TKernel : struct, IMapKernel
    {
        for (var chunk = from; chunk < to; chunk++)
        {
            var (first, end) = shape.RowsOf(chunk);
            kernel.Do(new Chunk(chunk, chunk / shape.ChunksPerPicture, first, (int)(end - first)));
        }
    }
}
