using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The epochs in which only the head learns. The network without its head runs once over each picture, as validation sees it, and every epoch takes
/// its batches from the features that came out.
/// </summary>
internal sealed class HeadPhase : IDisposable
{
    private readonly TrainingJob _job;
    private readonly Func<Tensor, Tensor> _features;
    private readonly FeatureTable _training;
    private readonly FeatureTable? _validation;
    private readonly Dictionary<int, int> _rows;
    private readonly int _pictures;
    private readonly long _started;
    private int _done;

    /// <summary>Computes the features.</summary>
    /// <param name="job">The pictures and who wants to know.</param>
    /// <param name="features">(N, S, S, 3) bytes → (N, F), with batch normalization by its statistics.</param>
    /// <param name="featureCount">F.</param>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    internal HeadPhase(TrainingJob job, Func<Tensor, Tensor> features, int featureCount)
    {
        (_job, _features, _started) = (job, features, job.Time.GetTimestamp());
        _pictures = job.Training.Length + (job.Validation?.Chosen.Length ?? 0);
        job.Listeners.Channel.Info(MessageSensitivity.None, $"The backbone is frozen: the features of {_pictures} pictures are computed once, and in these epochs pictures are not augmented.");
        _rows = job.Training.Select((picture, row) => (picture, row)).ToDictionary();
        _training = new FeatureTable(job.Training.Length, featureCount);
        _validation = job.Validation is { } validation ? new FeatureTable(validation.Chosen.Length, featureCount) : null;
        try
        {
            Fill(_training, job.Pictures, job.Training);
            if (job.Validation is { } set)
                Fill(_validation!, set.Pictures, set.Chosen);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The batches of an epoch.</summary>
    /// <param name="order">Numbers of training pictures.</param>
    /// <param name="steps">How many batches.</param>
    /// <param name="first">The first one, counted from 0.</param>
    internal IEnumerable<Batch> Training(int[] order, int steps, int first) => _training.Pass([.. order.Select(picture => _rows[picture])], _job.Settings.BatchSize, steps, first);

    /// <summary>The validation batches.</summary>
    internal IEnumerable<Batch> Validation()
    {
        var count = _job.Validation!.Value.Chosen.Length;
        var batchSize = _job.Settings.BatchSize;
        return _validation!.Pass([.. Enumerable.Range(0, count)], batchSize, (count + batchSize - 1) / batchSize);
    }

    public void Dispose()
    {
        _training.Dispose();
        _validation?.Dispose();
    }

    private void Fill(FeatureTable table, PictureSet pictures, int[] chosen)
    {
        using var untracked = no_grad();
        using var source = TrainingRun.EvaluationBatches(pictures, _job.Settings);
        foreach (var batch in source.Pass(chosen, 0))
        {
            _job.Listeners.CheckAlive();
            using (var features = _features(batch.Pixels)) // (N, F)
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
            Epochs = _job.Settings.Epochs,
            Step = _done,
            Steps = _pictures,
            ImagesPerSecond = elapsed > TimeSpan.Zero ? _done / elapsed.TotalSeconds : 0,
            TimeLeft = elapsed / _done * (_pictures - _done),
        });
    }
}
