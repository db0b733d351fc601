using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>What a training has reported, for its curves.</summary>
internal sealed class TrainingHistory
{
    private const int MostPoints = 240;

    private readonly List<Point> _steps = [];
    private readonly List<TrainingProgress> _epochs = [];
    private TrainingProgress? _last;

    /// <summary>A place on a curve; <paramref name="Epoch"/> counts from 0, with fractions.</summary>
    internal readonly record struct Point(double Epoch, double Loss, double Accuracy);

    /// <summary>How many epochs have ended.</summary>
    internal int Epochs => _epochs.Count == 0 ? 0 : _epochs[^1].Epoch;

    /// <summary>The ends of the epochs.</summary>
    internal IReadOnlyList<TrainingProgress> Ends => _epochs;

    /// <summary>Epochs with validation figures.</summary>
    internal IReadOnlyList<Point> Validated =>
        [.. _epochs.Where(epoch => epoch.ValidationLoss is not null).Select(
            epoch => new Point(epoch.Epoch, epoch.ValidationLoss!.Value, epoch.ValidationAccuracy!.Value))];

    internal void Add(TrainingProgress progress)
    {
        if (progress.Stage == TrainingStage.EpochEnd)
            _epochs.Add(progress);
        if (progress.Stage != TrainingStage.Training || progress.Steps == 0)
            return;
        var before = _last?.Epoch == progress.Epoch ? _last : new TrainingProgress { Epoch = progress.Epoch };
        _last = progress;
        if (progress.Step <= before.Step)
            return;
        // The reports are means over the epoch so far; a curve wants what is new.
        double Fresh(double now, double then) => ((now * progress.Step) - (then * before.Step)) / (progress.Step - before.Step);
        _steps.Add(new(
            progress.Epoch - 1 + ((double)(before.Step + progress.Step) / (2 * progress.Steps)), Fresh(progress.Loss, before.Loss),
            Fresh(progress.Accuracy, before.Accuracy)));
    }

    /// <summary>The steps, so many of them averaged to one point that the curve is calm.</summary>
    internal IReadOnlyList<Point> Binned()
    {
        var size = Math.Max(1, (_steps.Count + MostPoints - 1) / MostPoints);
        return [.. _steps.Chunk(size).Select(
            bin => new Point(bin.Average(point => point.Epoch), bin.Average(point => point.Loss), bin.Average(point => point.Accuracy)))];
    }
}
