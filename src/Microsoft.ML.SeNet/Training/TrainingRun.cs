using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>What one training is given.</summary>
internal sealed record TrainingJob
{
    internal required TrainingSettings Settings { get; init; }

    internal required PictureSet Pictures { get; init; }

    /// <summary>The pictures of the set to learn from.</summary>
    internal required int[] Training { get; init; }

    /// <summary>The set to validate on and the pictures of it; null for no validation.</summary>
    internal required (PictureSet Pictures, int[] Chosen)? Validation { get; init; }

    internal required Device Device { get; init; }

    /// <summary>The network to start from, the one that the settings name; stays the caller's. Null for fresh weights.</summary>
    internal InitialNetwork? Initial { get; init; }

    /// <summary>The checkpoint; null for none.</summary>
    internal string? CheckpointPath { get; init; }

    internal int CheckpointEverySteps { get; init; }

    /// <summary>Whether a canceled training gives back what it has.</summary>
    internal bool ReturnsWhenCanceled { get; init; }

    internal required TrainingListeners Listeners { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The epoch after which to stop for now; from the checkpoint a later training goes on as if it never had. Null for none.</summary>
    internal int? PauseAfterEpoch { get; init; }
}

/// <summary>One training from the first weights, or from a checkpoint, to the final ones.</summary>
internal sealed class TrainingRun : IDisposable
{
    /// <summary>Batches that are prepared while one is computed.</summary>
    private const int BatchesAhead = 2;

    private readonly TrainingJob _job;
    private readonly TrainingSettings _settings;
    private readonly SeResNet _network;
    private readonly PhasedComputation _computing;
    private readonly BackbonePhases _phases;
    private readonly Optimizer _optimizer;
    private readonly TrainingLoss _loss;
    private readonly BestWeights _best = new();
    private readonly BatchSource _training;
    private readonly BatchSource? _validation;
    private readonly Checkpoint? _checkpoint;
    private readonly Seeds _seeds;
    private readonly EpochOrder _order;
    private WeightAverage? _average;
    private TrainingLoop? _loop;
    private HeadPhase? _headPhase;
    private bool _handedOver;

    internal TrainingRun(TrainingJob job)
    {
        _job = job;
        _settings = job.Settings;
        _seeds = new Seeds(_settings.Seed);
        // Before anything takes native memory: it reads all pictures, which may fail.
        if (job.CheckpointPath is { } path)
            _checkpoint = new Checkpoint(path, _settings, Data());
        _network = new SeResNet(_settings.Network, _seeds);
        job.Initial?.CopyTo(_network);
        _network.to(job.Device);
        WeightLayout.MakeChannelsLast(_network);
        _phases = BackbonePhases.Of(_settings);
        _computing = Computing();
        _optimizer = Optimizer.Of(_settings, _network.named_parameters().Select(item => Trained(item.name, item.parameter)));
        int[] labels = [.. job.Training.Select(job.Pictures.Label)];
        _loss = new TrainingLoss(_settings.LabelSmoothing, ClassWeights.Of(_settings, labels), job.Device);
        _order = new EpochOrder(job.Training, _settings.ClassBalance == ClassBalance.BalancedSampling ? labels : null, _seeds);
        var mixing = _settings.Mix is { } mix ? () => new BatchMixing(mix, _seeds, _settings.Evaluation.ImageSize) : (Func<BatchMixing>?)null;
        _training = Batches(job.Pictures, PictureFillers.Training(_settings.Transform(), _seeds, job.Pictures.Count), dropsSingle: true, mixing);
        if (job.Validation is { } validation)
            _validation = EvaluationBatches(validation.Pictures, _settings);
    }

    /// <summary>Where the training stands.</summary>
    internal TrainingState State { get; private set; } = new();

    /// <summary>Trains.</summary>
    /// <returns>The network in evaluation mode, with the weights that validated best or else the last ones; the caller's from now on.</returns>
    internal SeResNet Run()
    {
        _average = _settings.EmaDecay > 0 ? new WeightAverage(_network, _settings.EmaDecay) : null;
        State = Resume();
        var steps = _training.Count(_job.Training.Length);
        var plan = new TrainingPlan(steps, _job.Validation?.Chosen.Length ?? 0, _checkpoint is null ? 0 : _job.CheckpointEverySteps);
        var monitor = new TrainingMonitor(_job.Listeners, _settings, plan, Save, _job.Time);
        _loop = new TrainingLoop(Parts(steps, monitor), _settings, State, _best);
        try
        {
            _loop.Run();
        }
        catch (TrainingDivergedException e) when (_checkpoint is not null && File.Exists(_checkpoint.Path))
        {
            throw new TrainingDivergedException(e, $" The last good checkpoint is untouched in '{_checkpoint.Path}'; with other options begin anew with another Options.CheckpointPath.");
        }
        catch (OperationCanceledException)
        {
            if (!State.HasBegun)
                throw; // random weights are nobody's best
            if (!_job.ReturnsWhenCanceled)
            {
                Save(State);
                throw;
            }
            SaveIfPossible();
        }
        _computing.CollectStatistics();
        if (_best.Exist)
            _best.Restore(_network);
        else
            _average?.Exchange();
        _network.eval();
        _handedOver = true;
        return _network;
    }

    /// <summary>Looks for a learning rate instead of training. The weights are of no use afterwards.</summary>
    /// <param name="options">The rates to try; checked.</param>
    internal LearningRateCurve FindLearningRate(LearningRateFinderOptions options)
    {
        var step = Step;
        var told = new TrainingProgress { Stage = TrainingStage.Training, Epoch = 1, Epochs = 1, Steps = options.Steps };
        _computing.Train();
        return new LearningRateFinder(options).Run(EndlessBatches(), Take, Tell);

        double Take(Batch batch, double rate)
        {
            _job.Listeners.CheckAlive();
            return step.Take(batch, rate).Loss;
        }

        void Tell(LearningRatePoint point)
        {
            told = told with { Step = told.Step + 1, Loss = point.SmoothedLoss, LearningRate = point.LearningRate };
            _job.Listeners.Callback?.Invoke(told);
        }
    }

    public void Dispose()
    {
        _headPhase?.Dispose();
        _training.Dispose();
        _validation?.Dispose();
        _computing.Dispose();
        _optimizer.Dispose();
        _loss.Dispose();
        _average?.Dispose();
        _best.Dispose();
        if (!_handedOver)
            _network.Dispose();
    }

    private CheckpointContent Content => new(_network, _optimizer, _best, _average);

    private TrainingParts Parts(int steps, ITrainingObserver observer) => new()
    {
        Step = Step,
        Average = _average,
        Schedule = LearningRateSchedule.Of(_settings, steps),
        Batches = EpochBatches,
        StepsPerEpoch = steps,
        Validation = _validation is null ? null : () => _headPhase?.Validation() ?? _validation.Pass(_job.Validation!.Value.Chosen, 0),
        Observer = observer,
        PauseAfterEpoch = _job.PauseAfterEpoch,
    };

    private TrainingStep Step => new()
    {
        Forward = Forward,
        Network = _network,
        Computing = _computing,
        Device = _job.Device,
        Optimizer = _optimizer,
        Loss = _loss,
        GradientClipNorm = _settings.GradientClipNorm,
    };

    private TrainedParameter Trained(string name, global::TorchSharp.Modules.Parameter parameter) =>
        new(name, parameter, _phases.RateFactor(_network.StageOf(name), _settings.LayerRateDecay)) { Copy = _computing.CopyOf(name) };

    private PhasedComputation Computing()
    {
        if (_settings.Precision != TrainingPrecision.BFloat16)
            return new PhasedComputation(new OwnComputation(_network), _network, _phases, () => State.Epoch);
        var mixed = new MixedPrecision(_network);
        return new PhasedComputation(mixed, mixed.Copy, _phases, () => State.Epoch);
    }

    /// <summary>Scores a batch, of pictures or of features.</summary>
    private Tensor Forward(Tensor batch)
    {
        if (_headPhase is not null)
            return _computing.Head(batch); // (N, K)
        using var input = PixelTensor.ToInput(batch, _settings.Normalization, _job.Device); // (N, 3, S, S)
        return _computing.Forward(input); // (N, K)
    }

    private Tensor Features(Tensor pixels)
    {
        using var input = PixelTensor.ToInput(pixels, _settings.Normalization, _job.Device); // (N, 3, S, S)
        return _computing.Features(input); // (N, F)
    }

    private IEnumerable<Batch> EpochBatches(int epoch, int first)
    {
        var order = _order.Of(epoch);
        if (_phases.IsHeadOnly(State.Epoch))
        {
            _headPhase ??= new HeadPhase(_job, Features, _network.FeatureCount);
            return _headPhase.Training(order, _training.Count(order.Length), first);
        }
        _headPhase?.Dispose();
        _headPhase = null;
        return _training.Pass(order, epoch, first);
    }

    /// <summary>Pictures as validation and prediction see them.</summary>
    internal static BatchSource EvaluationBatches(PictureSet pictures, TrainingSettings settings) =>
        new(pictures, settings.BatchSize, settings.Evaluation.ImageSize, BatchesAhead, PictureFillers.Evaluation(settings.Evaluation), dropsSingle: false);

    private IEnumerable<Batch> EndlessBatches()
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in EpochBatches(epoch, 0))
                yield return batch;
        }
    }

    private BatchSource Batches(PictureSet pictures, Func<IPictureFiller> filler, bool dropsSingle, Func<BatchMixing>? mixing = null) =>
        new(pictures, _settings.BatchSize, _settings.Evaluation.ImageSize, BatchesAhead, filler, dropsSingle, mixing);

    private TrainingState Resume()
    {
        if (_checkpoint?.TryLoad(Content) is not { } state)
            return new TrainingState();
        _computing.PublishAll();
        _job.Listeners.Channel.Info(
            Microsoft.ML.Runtime.MessageSensitivity.None,
            $"Going on from the checkpoint '{_checkpoint.Path}': {state.Epoch} of {_settings.Epochs} epochs and {state.Step} steps are done.");
        return state;
    }

    private void Save(TrainingState state)
    {
        if (_checkpoint is null)
            return;
        _computing.CollectStatistics();
        _loop!.CheckWeights();
        _checkpoint.Save(Content, state);
    }

    /// <summary>A model that is about to be returned is worth more than its checkpoint.</summary>
    private void SaveIfPossible()
    {
        try
        {
            Save(State);
        }
        catch (Exception e) when (e is IOException || (e is TrainingDivergedException && _best.Exist))
        {
            _job.Listeners.Channel.Warning(Microsoft.ML.Runtime.MessageSensitivity.None, e.Message);
        }
    }

    private string Data()
    {
        var text = $"{_job.Training.Length} pictures of SHA-256 {_job.Pictures.Fingerprint()}";
        return _job.Validation is not { } validation ? text
            : ReferenceEquals(validation.Pictures, _job.Pictures) ? $"{text}, {validation.Chosen.Length} of them for validation"
            : $"{text}, validation on {validation.Chosen.Length} of SHA-256 {validation.Pictures.Fingerprint()}";
    }
}
