namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>
/// Maps in memory, pixel by pixel: N pictures of P positions of C channels. A pass goes over them chunk by chunk; a chunk is a run of
/// positions of one picture. The chunks depend on the shape alone, so that sums have the same bits on any number of threads.
/// </summary>
internal readonly record struct MapShape(int Pictures, int Positions, int Channels)
{
    /// <summary>As many numbers are summed in float32 before they go on in float64.</summary>
    private const int LongestChunk = 256;

    /// <summary>Numbers that are worth a thread.</summary>
    private const int LeastNumbers = 16384;

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
