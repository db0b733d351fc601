namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>Two sums of each channel for each chunk, (chunks, 2, C) float32.</summary>
internal static unsafe class ChunkSums
{
    /// <summary>Sets a chunk's sums to zero.</summary>
    /// <returns>Its 2·C sums.</returns>
    internal static float* Clear(float* all, in Chunk chunk, int channels)
    {
        var sums = all + ((long)chunk.Number * 2 * channels);
        new Span<float>(sums, 2 * channels).Clear();
        return sums;
    }
}
