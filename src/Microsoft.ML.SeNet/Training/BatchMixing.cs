using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Mixes the batches of a training: what is drawn depends on seed, epoch and batch alone, not on threads. One instance a thread at a time.
/// </summary>
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

/// <summary>
/// The second half of the labels of a buffer whose batches may be mixed. Filled on one thread, then read on another, by turns.
/// </summary>
internal sealed class MixedSlot : IDisposable
{
    private readonly BatchMixing _mixing;
    private readonly Tensor _partners;
    private readonly Tensor _weights;
    private bool _isMixed;
    private Tensor? _shownPartners;
    private Tensor? _shownWeights;

    internal MixedSlot(BatchMixing mixing, int batchSize)
    {
        _mixing = mixing;
        _partners = empty([batchSize], ScalarType.Int64).DetachFromDisposeScope();
        _weights = empty([batchSize], ScalarType.Float32).DetachFromDisposeScope();
    }

    /// <summary>Mixes the pictures, or not, and notes their partners' classes.</summary>
    /// <param name="pixels">(N, S, S, 3), changed in place.</param>
    /// <param name="labels">N classes, which stay.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The batch of the epoch, from 0.</param>
    internal void Mix(Span<byte> pixels, ReadOnlySpan<long> labels, int epoch, int batch)
    {
        var drawn = _mixing.Apply(pixels, labels.Length, epoch, batch);
        _isMixed = drawn is not null;
        if (drawn is not { } mix)
            return;
        var partners = MemoryMarshal.Cast<byte, long>(_partners.bytes);
        for (var i = 0; i < labels.Length; i++)
            partners[i] = labels[mix.Partner(i, labels.Length)];
        MemoryMarshal.Cast<byte, float>(_weights.bytes)[..labels.Length].Fill((float)mix.OwnWeight);
    }

    /// <summary>The labels of the batch mixed last; null where it was left as it was. Good until the next call.</summary>
    internal MixedLabels? Take(int count)
    {
        Forget();
        if (!_isMixed)
            return null;
        _shownPartners = _partners.narrow(0, 0, count).DetachFromDisposeScope();
        _shownWeights = _weights.narrow(0, 0, count).DetachFromDisposeScope();
        return new MixedLabels(_shownPartners, _shownWeights);
    }

    public void Dispose()
    {
        Forget();
        _partners.Dispose();
        _weights.Dispose();
    }

    private void Forget()
    {
        _shownPartners?.Dispose();
        _shownWeights?.Dispose();
    }
}
