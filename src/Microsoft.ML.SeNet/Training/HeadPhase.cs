using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The epochs in which only the head learns. The network without its head runs once over each picture, as validation sees it, and every
/// epoch takes its batches from the features that came out.
/// </summary>
internal sealed class HeadPhase : ITrainingPhase
{
    private readonly TrainingJob _job;
    private readonly NetworkHalves _network;
    private readonly int _steps;
    private readonly FeatureTable _training;
    private readonly FeatureTable? _validation;
    private readonly Dictionary<int, int> _rows;
    private readonly int _pictures;
    private readonly long _started;
    private int _done;

    /// <summary>Computes the features.</summary>
    /// <param name="job">The pictures and who wants to know.</param>
    /// <param name="network">The network, with batch normalization by its statistics.</param>
    /// <param name="steps">Batches of one epoch.</param>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    internal HeadPhase(TrainingJob job, NetworkHalves network, int steps)
    {
        (_job, _network, _steps, _started) = (job, network, steps, job.Time.GetTimestamp());
        var part = job.Part;
        _pictures = part.Training.Length + (part.Validation?.Chosen.Length ?? 0);
        job.Listeners.Channel.Info(
            MessageSensitivity.None,
            $"The backbone is frozen: the features of {_pictures} pictures are computed once, and in these epochs pictures are not "
            + "augmented.");
        _rows = part.Training.Select((picture, row) => (picture, row)).ToDictionary();
        _training = new FeatureTable(part.Training.Length, network.FeatureCount);
        _validation = part.Validation is { } validation ? new FeatureTable(validation.Chosen.Length, network.FeatureCount) : null;
        try
        {
            Fill(_training, part.Pictures, part.Training);
            if (part.Validation is { } set)
                Fill(_validation!, set.Pictures, set.Chosen);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<Batch> Training(int[] order, int epoch, int first) =>
        _training.Pass([.. order.Select(picture => _rows[picture])], BatchSize, _steps, first);

    public IEnumerable<Batch> Validation()
    {
        var count = _job.Part.Validation?.Chosen.Length ?? 0;
        return _validation?.Pass([.. Enumerable.Range(0, count)], BatchSize, (count + BatchSize - 1) / BatchSize) ?? [];
    }

    public Tensor Forward(Tensor batch) => _network.Head(batch);

    public void Dispose()
    {
        _training.Dispose();
        _validation?.Dispose();
    }

    private int BatchSize => _job.Settings.Options.BatchSize;

    private void Fill(FeatureTable table, PictureSet pictures, int[] chosen)
    {
        using var untracked = no_grad();
        using var source = PicturePhase.AsValidated(pictures, _job.Settings);
        foreach (var batch in source.Pass(chosen, 0))
        {
            _job.Listeners.CheckAlive();
            using (var features = _network.Features(batch.Pixels)) // (N, F)
                table.Add(features, batch.Labels);
            _done += batch.Count;
            Report();
        }
    }

    private void Report()
    {
        var elapsed = _job.Time.GetElapsedTime(_started);
        _job.Listeners.Callback?.Invoke(new TrainingProgress
        {
            Stage = TrainingStage.Featurizing,
            Epochs = _job.Settings.Options.Epochs,
            Step = _done,
            Steps = _pictures,
            ImagesPerSecond = elapsed > TimeSpan.Zero ? _done / elapsed.TotalSeconds : 0,
            TimeLeft = elapsed / _done * (_pictures - _done),
        });
    }
}

/// <summary>A network in two.</summary>
/// <param name="Features">All but the head: (N, S, S, 3) bytes → (N, F).</param>
/// <param name="FeatureCount">F.</param>
/// <param name="Head">(N, F) → (N, K) logits.</param>
internal sealed record NetworkHalves(Func<Tensor, Tensor> Features, int FeatureCount, Func<Tensor, Tensor> Head);

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
