using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Mixes the batches of a training: what is drawn depends on seed, epoch and batch alone, not on threads. One instance a thread at a time.</summary>
internal sealed class BatchMixing(BatchMix mix, Seeds seeds, int imageSize)
{
    private const string Stream = "mix";
    private const int EpochShift = 32;

    private readonly BatchMixer _pixels = new();
    private readonly RandomStream _random = seeds.Stream(Stream);

    /// <summary>Mixes a batch, or leaves it.</summary>
    /// <param name="pixels">(N, S, S, 3), changed in place.</param>
    /// <param name="count">N.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The batch of the epoch, from 0.</param>
    /// <returns>What was done; null for nothing.</returns>
    internal DrawnMix? Apply(Span<byte> pixels, int count, int epoch, int batch)
    {
        _random.Restart(seeds.Derive(Stream, ((long)epoch << EpochShift) + batch));
        if (mix.Draw(count, imageSize, _random) is not { } drawn)
            return null;
        _pixels.Apply(drawn, pixels, count, imageSize);
        return drawn;
    }
}
