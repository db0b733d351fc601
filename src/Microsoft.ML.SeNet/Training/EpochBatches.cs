using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Where the epochs of a training have their batches from: pictures that are augmented anew each time.</summary>
internal sealed class EpochBatches : IDisposable
{
    /// <summary>Batches that are prepared while one is computed.</summary>
    private const int BatchesAhead = 2;

    private readonly EpochOrder _order;
    private readonly int[] _validated;
    private readonly BatchSource _training;
    private readonly BatchSource? _validation;

    /// <summary>Makes the buffers.</summary>
    /// <param name="part">The pictures; stay the caller's.</param>
    /// <param name="settings">The training's.</param>
    /// <param name="seeds">The training's.</param>
    internal EpochBatches(TrainingPart part, TrainingSettings settings, Seeds seeds)
    {
        var isSampled = settings.Options.ClassBalance == ClassBalance.BalancedSampling;
        _order = new EpochOrder(part.Training, isSampled ? part.Labels() : null, seeds);
        var size = settings.Evaluation.ImageSize;
        var mixing = settings.Mix is { } mix ? () => new BatchMixing(mix, seeds, size) : (Func<BatchMixing>?)null;
        var filler = PictureFillers.Training(settings.Transform, seeds, part.Pictures.Count);
        _training = new BatchSource(part.Pictures, settings.Options.BatchSize, size, BatchesAhead, filler, dropsSingle: true, mixing);
        _validated = part.Validation?.Chosen ?? [];
        _validation = part.Validation is { } validation ? AsValidated(validation.Pictures, settings) : null;
        StepsPerEpoch = _training.Count(part.Training.Length);
    }

    /// <summary>Pictures as validation and prediction see them.</summary>
    internal static BatchSource AsValidated(PictureSet pictures, TrainingSettings settings) => new(
        pictures, settings.Options.BatchSize, settings.Evaluation.ImageSize, BatchesAhead,
        PictureFillers.Evaluation(settings.Evaluation), dropsSingle: false);

    internal int StepsPerEpoch { get; }

    /// <summary>The batches of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="first">The first batch, counted from 0.</param>
    internal IEnumerable<Batch> Of(int epoch, int first) => _training.Pass(_order.Of(epoch), epoch, first);

    /// <summary>The validation batches, of a training that has them.</summary>
    internal IEnumerable<Batch> Validation() => _validation?.Pass(_validated, 0) ?? [];

    public void Dispose()
    {
        _training.Dispose();
        _validation?.Dispose();
    }
}
