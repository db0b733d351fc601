using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>Two sums of each picture and channel, in float64, gathered from those of the chunks.</summary>
internal sealed unsafe class PictureSums
{
    private readonly MapShape _shape;
    private readonly double* _sums;

    /// <param name="chunks">As <see cref="NewChunks"/> made them.</param>
    /// <param name="shape">Of the maps.</param>
    internal PictureSums(Tensor chunks, MapShape shape)
    {
        _shape = shape;
        Values = empty([shape.Pictures, 2, shape.Channels], ScalarType.Float64);
        var sums = _sums = MapMemory.Doubles(Values);
        var from = MapMemory.Floats(chunks);
        var (width, parts) = (2 * shape.Channels, shape.ChunksPerPicture);
        ComputeTeam.Run(shape.Pictures, Math.Max(1, 16384 / (width * parts)), (first, end) =>
        {
            for (var picture = first; picture < end; picture++)
                Gather(from + (picture * parts * width), parts, sums + (picture * width), width);
        });
    }

    /// <summary>Room for two sums of each channel for each chunk: (chunks, 2, C) float32.</summary>
    internal static Tensor NewChunks(MapShape shape) => MapMemory.NewFloats(shape.Chunks, 2, shape.Channels);

    /// <summary>Sets a chunk's sums to zero.</summary>
    /// <returns>Its 2·C sums.</returns>
    internal static float* Clear(float* all, in Chunk chunk, int channels)
    {
        var sums = all + ((long)chunk.Number * 2 * channels);
        new Span<float>(sums, 2 * channels).Clear();
        return sums;
    }

    /// <summary>(N, 2, C).</summary>
    internal Tensor Values { get; }

    /// <summary>Those of one picture: of the first kind, then of the second, channel by channel.</summary>
    internal ReadOnlySpan<double> Of(int picture) => new(_sums + ((long)picture * 2 * _shape.Channels), 2 * _shape.Channels);

    /// <summary>Σ over all pictures: those of the first kind, then those of the second.</summary>
    internal double[] Totals()
    {
        var totals = new double[2 * _shape.Channels];
        for (var picture = 0; picture < _shape.Pictures; picture++)
            Add(totals, Of(picture));
        return totals;
    }

    private static void Gather(float* chunks, int parts, double* sums, int width)
    {
        for (var i = 0; i < width; i++)
            sums[i] = chunks[i];
        for (var part = 1; part < parts; part++)
        {
            var chunk = chunks + ((long)part * width);
            for (var i = 0; i < width; i++)
                sums[i] += chunk[i];
        }
    }

    private static void Add(Span<double> totals, ReadOnlySpan<double> sums)
    {
        for (var i = 0; i < totals.Length; i++)
            totals[i] += sums[i];
    }
}
