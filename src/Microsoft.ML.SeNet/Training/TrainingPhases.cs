using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Where the epochs of a phase have their batches from, and what scores these.</summary>
internal interface ITrainingPhase : IDisposable
{
    /// <summary>The batches of an epoch.</summary>
    /// <param name="order">Numbers of training pictures.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="first">The first batch, counted from 0.</param>
    IEnumerable<Batch> Training(int[] order, int epoch, int first);

    /// <summary>The validation batches, of a training that has them.</summary>
    IEnumerable<Batch> Validation();

    /// <summary>A batch's pixels → (N, K) logits.</summary>
    Tensor Forward(Tensor batch);
}

/// <summary>The phases of a training, one after another: epochs in which the head learns alone, then those in which more does.</summary>
internal sealed class TrainingPhases : IDisposable
{
    private readonly PicturePhase _pictures;
    private readonly Func<HeadPhase> _headAlone;
    private readonly BackbonePhases _backbone;
    private readonly EpochOrder _order;
    private ITrainingPhase _present;

    /// <summary>Begins with augmented pictures.</summary>
    /// <param name="job">The pictures and settings.</param>
    /// <param name="computing">The network; stays the caller's.</param>
    /// <param name="featureCount">F, what the network's head sees.</param>
    /// <param name="backbone">What is frozen when.</param>
    /// <param name="seeds">The training's.</param>
    internal TrainingPhases(TrainingJob job, PhasedComputation computing, int featureCount, BackbonePhases backbone, Seeds seeds)
    {
        var (settings, part) = (job.Settings, job.Part);
        _backbone = backbone;
        var isSampled = settings.Options.ClassBalance == ClassBalance.BalancedSampling;
        _order = new EpochOrder(part.Training, isSampled ? part.Labels() : null, seeds);
        _present = _pictures = new PicturePhase(part, settings, seeds, pixels => Scored(pixels, computing.Forward));
        StepsPerEpoch = _pictures.Count(part.Training.Length);
        var halves = new NetworkHalves(pixels => Scored(pixels, computing.Features), featureCount, computing.Head);
        _headAlone = () => new HeadPhase(job, halves, StepsPerEpoch);

        Tensor Scored(Tensor pixels, Func<Tensor, Tensor> network)
        {
            using var input = PixelTensor.ToInput(pixels, settings.Normalization, job.Device); // (N, 3, S, S)
            return network(input);
        }
    }

    internal int StepsPerEpoch { get; }

    /// <summary>Goes over to the phase of an epoch, unless that is the present one.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    internal void Enter(int epoch)
    {
        var isHeadAlone = _backbone.IsHeadOnly(epoch);
        if (isHeadAlone == (_present != _pictures))
            return;
        Leave();
        if (isHeadAlone)
            _present = _headAlone();
    }

    /// <summary>The batches of an epoch in the present phase.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="first">The first batch, counted from 0.</param>
    internal IEnumerable<Batch> Batches(int epoch, int first) => _present.Training(_order.Of(epoch), epoch, first);

    /// <inheritdoc cref="ITrainingPhase.Validation"/>
    internal IEnumerable<Batch> Validation() => _present.Validation();

    /// <inheritdoc cref="ITrainingPhase.Forward"/>
    internal Tensor Forward(Tensor batch) => _present.Forward(batch);

    public void Dispose()
    {
        Leave();
        _pictures.Dispose();
    }

    private void Leave()
    {
        if (_present != _pictures)
            _present.Dispose();
        _present = _pictures;
    }
}

/// <summary>The epochs in which more learns than the head: from pictures that are augmented anew each time.</summary>
internal sealed class PicturePhase : ITrainingPhase
{
    /// <summary>Batches that are prepared while one is computed.</summary>
    private const int BatchesAhead = 2;

    private readonly Func<Tensor, Tensor> _network;
    private readonly int[] _validated;
    private readonly BatchSource _training;
    private readonly BatchSource? _validation;

    /// <summary>Makes the buffers.</summary>
    /// <param name="part">The pictures; stay the caller's.</param>
    /// <param name="settings">The training's.</param>
    /// <param name="seeds">The training's.</param>
    /// <param name="network">(N, S, S, 3) bytes → (N, K) logits.</param>
    internal PicturePhase(TrainingPart part, TrainingSettings settings, Seeds seeds, Func<Tensor, Tensor> network)
    {
        _network = network;
        var size = settings.Evaluation.ImageSize;
        var mixing = settings.Mix is { } mix ? () => new BatchMixing(mix, seeds, size) : (Func<BatchMixing>?)null;
        var filler = PictureFillers.Training(settings.Transform, seeds, part.Pictures.Count);
        _training = new BatchSource(part.Pictures, settings.Options.BatchSize, size, BatchesAhead, filler, dropsSingle: true, mixing);
        _validated = part.Validation?.Chosen ?? [];
        _validation = part.Validation is { } validation ? AsValidated(validation.Pictures, settings) : null;
    }

    /// <summary>Pictures as validation and prediction see them.</summary>
    internal static BatchSource AsValidated(PictureSet pictures, TrainingSettings settings) => new(
        pictures, settings.Options.BatchSize, settings.Evaluation.ImageSize, BatchesAhead,
        PictureFillers.Evaluation(settings.Evaluation), dropsSingle: false);

    /// <summary>How many batches so many pictures make.</summary>
    internal int Count(int pictures) => _training.Count(pictures);

    public IEnumerable<Batch> Training(int[] order, int epoch, int first) => _training.Pass(order, epoch, first);

    public IEnumerable<Batch> Validation() => _validation?.Pass(_validated, 0) ?? [];

    public Tensor Forward(Tensor batch) => _network(batch);

    public void Dispose()
    {
        _training.Dispose();
        _validation?.Dispose();
    }
}
