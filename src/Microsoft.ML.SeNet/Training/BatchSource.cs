using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// One batch: (N, S, S, 3) bytes and N classes. Its tensors belong to the source and are overwritten once the next batch is asked for.
/// </summary>
/// <param name="Pixels">(N, S, S, 3) uint8 on the CPU.</param>
/// <param name="Labels">(N) int64 on the CPU.</param>
/// <param name="Mixed">The partners' share; null where nothing is mixed.</param>
internal readonly record struct Batch(Tensor Pixels, Tensor Labels, MixedLabels? Mixed = null)
{
    internal int Count => (int)Labels.shape[0];
}

/// <summary>The second classes of a batch whose pictures are mixed.</summary>
/// <param name="Partners">(N) int64 on the CPU: the partners' classes.</param>
/// <param name="OwnWeights">(N) float32 on the CPU, in [0, 1]: what <see cref="Batch.Labels"/> count; the rest is the partners'.</param>
internal readonly record struct MixedLabels(Tensor Partners, Tensor OwnWeights);

/// <summary>
/// Makes the batches of one pass over a set, in a given order, some ahead on other threads while the network computes. The buffers are few,
/// made once and filled again and again.
/// </summary>
internal sealed class BatchSource : IDisposable
{
    private readonly PictureSet _pictures;
    private readonly int _batchSize;
    private readonly int _imageSize;
    private readonly bool _dropsSingle;
    private readonly Slot[] _slots;

    /// <summary>Makes the buffers.</summary>
    /// <param name="pictures">The set; stays the caller's.</param>
    /// <param name="batchSize">N, at least 1.</param>
    /// <param name="imageSize">S in pixels.</param>
    /// <param name="ahead">Batches that are prepared at the same time, at least 1.</param>
    /// <param name="filler">Makes the filler of a slot.</param>
    /// <param name="dropsSingle">
    /// Whether one picture left over by itself makes no batch: it has no variance, which batch normalization divides by in training.
    /// </param>
    /// <param name="mixing">Makes what mixes the batches of a slot; null where nothing is mixed.</param>
    internal BatchSource(PictureSet pictures, int batchSize, int imageSize, int ahead, Func<IPictureFiller> filler, bool dropsSingle,
        Func<BatchMixing>? mixing = null)
    {
        (_pictures, _batchSize, _imageSize, _dropsSingle) = (pictures, batchSize, imageSize, dropsSingle);
        _slots = [.. Enumerable.Range(0, ahead + 1).Select(_ => new Slot(batchSize, imageSize, filler(), mixing?.Invoke()))];
    }

    /// <summary>Batches of a pass over so many pictures.</summary>
    internal int Count(int pictures) => (pictures / _batchSize) + (pictures % _batchSize > (_dropsSingle ? 1 : 0) ? 1 : 0);

    /// <summary>One pass. Each batch is good until the next one is asked for.</summary>
    /// <param name="order">Numbers of pictures.</param>
    /// <param name="epoch">The epoch, from 0, for the fillers.</param>
    /// <param name="first">The first batch to make, counted from 0.</param>
    internal IEnumerable<Batch> Pass(int[] order, int epoch, int first = 0)
    {
        var count = Count(order.Length);
        var repeats = Repeats(order);
        var ahead = _slots.Length - 1;
        try
        {
            for (var batch = first; batch < Math.Min(first + ahead, count); batch++)
                Start(batch, order, repeats, epoch);
            for (var batch = first; batch < count; batch++)
            {
                // The slot of the batch that the caller has just given up is free now.
                if (batch + ahead < count)
                    Start(batch + ahead, order, repeats, epoch);
                var slot = _slots[batch % _slots.Length];
                slot.Work.GetAwaiter().GetResult();
                yield return slot.Take(Math.Min(_batchSize, order.Length - (batch * _batchSize)));
            }
        }
        finally
        {
            Settle();
        }
    }

    public void Dispose()
    {
        Settle();
        foreach (var slot in _slots)
            slot.Dispose();
    }

    private void Start(int batch, int[] order, int[] repeats, int epoch)
    {
        var slot = _slots[batch % _slots.Length];
        var start = batch * _batchSize;
        var count = Math.Min(_batchSize, order.Length - start);
        slot.Work = Task.Run(() => slot.Fill(_pictures, order.AsSpan(start, count), repeats.AsSpan(start, count), epoch, batch));
    }

    /// <summary>Of each place in an order, how often its picture comes before it.</summary>
    private int[] Repeats(int[] order)
    {
        var seen = new int[_pictures.Count];
        return [.. order.Select(picture => seen[picture]++)];
    }

    /// <summary>Nobody writes into a buffer that is about to go.</summary>
    private void Settle()
    {
        foreach (var slot in _slots)
        {
            // A failure that nobody came to fetch is no one's: the batch was not asked for.
            ((IAsyncResult)slot.Work).AsyncWaitHandle.WaitOne();
            _ = slot.Work.Exception;
            slot.Work = Task.CompletedTask;
        }
    }

    /// <summary>One buffer and what fills it.</summary>
    private sealed class Slot : IDisposable
    {
        private readonly int _imageSize;
        private readonly Tensor _pixels;
        private readonly Tensor _labels;
        private readonly MixedSlot? _mixed;
        private readonly IPictureFiller _filler;
        private readonly RgbBuffer _buffer = new();
        private Tensor? _shownPixels;
        private Tensor? _shownLabels;

        internal Slot(int batchSize, int imageSize, IPictureFiller filler, BatchMixing? mixing)
        {
            (_filler, _imageSize) = (filler, imageSize);
            _pixels = empty([batchSize, imageSize, imageSize, RgbView.Channels], ScalarType.Byte).DetachFromDisposeScope();
            _labels = empty([batchSize], ScalarType.Int64).DetachFromDisposeScope();
            _mixed = mixing is null ? null : new MixedSlot(mixing, batchSize);
        }

        internal Task Work { get; set; } = Task.CompletedTask;

        internal void Fill(PictureSet pictures, ReadOnlySpan<int> numbers, ReadOnlySpan<int> repeats, int epoch, int batch)
        {
            var square = _imageSize * _imageSize * RgbView.Channels;
            var pixels = _pixels.bytes;
            var labels = MemoryMarshal.Cast<byte, long>(_labels.bytes);
            for (var i = 0; i < numbers.Length; i++)
            {
                _filler.Fill(pictures.Read(numbers[i], _buffer), epoch, numbers[i], repeats[i], pixels.Slice(i * square, square));
                labels[i] = pictures.Label(numbers[i]);
            }
            _mixed?.Mix(pixels[..(numbers.Length * square)], labels[..numbers.Length], epoch, batch);
        }

        internal Batch Take(int count)
        {
            Forget();
            _shownPixels = _pixels.narrow(0, 0, count).DetachFromDisposeScope();
            _shownLabels = _labels.narrow(0, 0, count).DetachFromDisposeScope();
            return new Batch(_shownPixels, _shownLabels, _mixed?.Take(count));
        }

        public void Dispose()
        {
            Forget();
            _mixed?.Dispose();
            _pixels.Dispose();
            _labels.Dispose();
        }

        private void Forget()
        {
            _shownPixels?.Dispose();
            _shownLabels?.Dispose();
        }
    }
}
