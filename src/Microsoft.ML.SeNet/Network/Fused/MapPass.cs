using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>Own: a few rows of a map, all of one chunk.</summary>
/// <param name="Chunk">Their chunk.</param>
/// <param name="Picture">Their picture.</param>
/// <param name="Row">The first, counted over all pictures.</param>
/// <param name="Count">How many.</param>
/// <param name="Opens">Whether they are the chunk's first.</param>
internal readonly record struct Tile(int Chunk, int Picture, long Row, int Count, bool Opens);

/// <summary>Own: what a pass does with a tile.</summary>
internal interface IMapKernel
{
    void Do(in Tile tile);
}

/// <summary>Own: one pass over maps, on all of libtorch's threads.</summary>
internal static class MapPass
{
    internal static void Run<TKernel>(MapShape shape, TKernel kernel) where TKernel : struct, IMapKernel =>
        ComputeTeam.Run(shape.Chunks, shape.LeastChunks, (from, to) => Do(shape, kernel, (int)from, (int)to));

    // Compiled once, at its best: a pass over large maps would end in the slow form in which it began.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Do<TKernel>(MapShape shape, TKernel kernel, int from, int to) where TKernel : struct, IMapKernel
    {
        var most = shape.TileRows;
        for (var chunk = from; chunk < to; chunk++)
        {
            var (first, end) = shape.RowsOf(chunk);
            for (var row = first; row < end; row += most)
                kernel.Do(new Tile(chunk, chunk / shape.ChunksPerPicture, row, (int)Math.Min(most, end - row), row == first));
        }
    }
}
