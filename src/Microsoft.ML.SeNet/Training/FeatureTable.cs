using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>The features of pictures and their classes, row by row, float32 in memory: F · 4 bytes a picture.</summary>
internal sealed class FeatureTable : IDisposable
{
    private readonly Tensor _features;
    private readonly Tensor _labels;
    private int _rows;

    /// <summary>Makes the room.</summary>
    /// <param name="rows">M, the pictures.</param>
    /// <param name="features">F, numbers a picture.</param>
    internal FeatureTable(int rows, int features)
    {
        _features = empty([rows, features], ScalarType.Float32).DetachFromDisposeScope();
        _labels = empty([rows], ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>Writes the next rows.</summary>
    /// <param name="features">(N, F) on any device.</param>
    /// <param name="labels">(N) int64.</param>
    internal void Add(Tensor features, Tensor labels)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var count = features.shape[0];
        _features.narrow(0, _rows, count).copy_(features);
        _labels.narrow(0, _rows, count).copy_(labels);
        _rows += (int)count;
    }

    /// <summary>Batches of rows. Each is good until the next one is asked for.</summary>
    /// <param name="order">Numbers of rows.</param>
    /// <param name="batchSize">N, at least 1.</param>
    /// <param name="batches">How many batches.</param>
    /// <param name="first">The first batch to make, counted from 0.</param>
    internal IEnumerable<Batch> Pass(int[] order, int batchSize, int batches, int first = 0)
    {
        for (var batch = first; batch < batches; batch++)
        {
            using var rows = tensor(order.Skip(batch * batchSize).Take(batchSize).Select(row => (long)row).ToArray());
            using var features = _features.index_select(0, rows);
            using var labels = _labels.index_select(0, rows);
            yield return new Batch(features, labels);
        }
    }

    public void Dispose()
    {
        _features.Dispose();
        _labels.Dispose();
    }
}
