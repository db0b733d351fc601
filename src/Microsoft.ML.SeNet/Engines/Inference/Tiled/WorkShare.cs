using Microsoft.ML.SeNet.Compute;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A matrix product's share for each thread: of rows where the input is the larger matrix, of columns where the weights are.
/// </summary>
internal static class WorkShare
{
    // Multiplications that are worth a thread.
    private const long LeastProducts = 1 << 19;

    /// <summary>
    /// Columns in groups, so that threads share out the weights where these are more than the input; one group where they are not.
    /// </summary>
    internal static int Groups(long rows, int panels) => (long)panels * Channels64.Count > rows ? panels : 1;

    /// <summary>As <see cref="Groups"/>, with no more groups than threads.</summary>
    internal static int FewGroups(long rows, int panels) => Math.Min(Groups(rows, panels), get_num_threads());

    /// <summary>Has all threads work.</summary>
    /// <param name="rows">Of the product.</param>
    /// <param name="groups">Of columns.</param>
    /// <param name="products">Multiplications of a row in a group.</param>
    /// <param name="most">Rows that are taken at a time, a multiple of a tile's.</param>
    /// <param name="work">Gets the group, the first row, and the one behind the last. Rows begin at a multiple of a tile's.</param>
    internal static void Run(long rows, int groups, long products, int most, Action<int, long, long> work)
    {
        var tiles = (rows + Tile.Rows - 1) / Tile.Rows;
        ComputeTeam.Run(groups * tiles, Math.Max(1, LeastProducts / (products * Tile.Rows)), (from, to) =>
        {
            while (from < to)
            {
                var (group, first) = Math.DivRem(from, tiles);
                var end = Math.Min(Math.Min(first + (most / Tile.Rows), tiles), first + to - from);
                work((int)group, first * Tile.Rows, Math.Min(end * Tile.Rows, rows));
                from += end - first;
            }
        });
    }
}
