using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Who wants to know how far a training is.</summary>
/// <param name="Channel">Gets one log line an epoch.</param>
/// <param name="Progress">ML.NET's own progress channel.</param>
/// <param name="Callback">The user's; null where there is none.</param>
/// <param name="CheckAlive">Throws when the training is to end.</param>
internal sealed record TrainingListeners(IChannel Channel, IProgressChannel Progress, Action<TrainingProgress>? Callback,
    Action CheckAlive);

/// <summary>Tells listeners how far a training is, saves checkpoints when they are due, and ends it when it is canceled.</summary>
internal sealed class TrainingMonitor : ITrainingObserver
{
    private readonly TrainingListeners _listeners;
    private readonly TrainingPlan _plan;
    private readonly Action<TrainingState> _save;
    private readonly TimeProvider _time;
    private long _started;
    private long _startedCount;
    private (int Epoch, bool IsValidation) _stage = (-1, false);
    private TimeSpan _pictureTime;
    private double _trainingSpeed;
    private TrainingProgress _latest = new();

    internal TrainingMonitor(TrainingListeners listeners, TrainingPlan plan, Action<TrainingState> save, TimeProvider time)
    {
        (_listeners, _plan, _save, _time) = (listeners, plan, save, time);
        listeners.Progress.SetHeader(
            new ProgressHeader(["Loss", "Accuracy", "LearningRate", "ValidationLoss", "ValidationAccuracy"], ["epochs", "steps"]), Fill);
    }

    public void BeforeStep(TrainingState state)
    {
        _listeners.CheckAlive();
        var stage = (state.Epoch, state.Step == _plan.StepsPerEpoch);
        if (stage == _stage)
            return;
        _stage = stage;
        (_started, _startedCount) = (_time.GetTimestamp(), _stage.IsValidation ? 0 : state.Running.Count);
    }

    public void AfterStep(TrainingState state, double learningRate)
    {
        Report(state, TrainingStage.Training, learningRate, state.Running.Count);
        if (_plan.CheckpointEverySteps > 0 && state.Step % _plan.CheckpointEverySteps == 0 && state.Step < _plan.StepsPerEpoch)
            _save(state);
    }

    public void AfterValidationBatch(TrainingState state, long pictures) =>
        Report(state, TrainingStage.Validating, _latest.LearningRate, pictures);

    public void AfterHead(TrainingState state)
    {
        var head = state.Head!;
        Tell(new TrainingProgress
        {
            Stage = TrainingStage.HeadSolved,
            Epochs = _plan.Epochs,
            Loss = head.Metrics.Loss,
            Accuracy = head.Metrics.Accuracy,
            CrossValidationLoss = head.CrossValidationLoss,
            CrossValidationAccuracy = head.CrossValidationAccuracy,
            ValidationLoss = head.Metrics.ValidationLoss,
            ValidationAccuracy = head.Metrics.ValidationAccuracy,
        });
        _listeners.Channel.Info(MessageSensitivity.None, Line(head));
        _save(state);
    }

    public void AfterEpoch(TrainingState state)
    {
        var epoch = state.History[^1];
        Tell(_latest with
        {
            Stage = TrainingStage.EpochEnd,
            Epoch = epoch.Epoch,
            Epochs = _plan.Epochs,
            Step = _plan.StepsPerEpoch,
            Steps = _plan.StepsPerEpoch,
            Loss = epoch.Loss,
            Accuracy = epoch.Accuracy,
            LearningRate = epoch.LearningRate,
            ImagesPerSecond = _trainingSpeed,
            TimeLeft = state.IsFinished(_plan.Epochs) ? TimeSpan.Zero : _latest.TimeLeft,
            ValidationLoss = epoch.ValidationLoss,
            ValidationAccuracy = epoch.ValidationAccuracy,
        });
        _listeners.Channel.Info(MessageSensitivity.None, Line(epoch));
        _listeners.Progress.Checkpoint(epoch.Loss, epoch.Accuracy, epoch.LearningRate, epoch.ValidationLoss, epoch.ValidationAccuracy,
            epoch.Epoch);
        _save(state);
    }

    private void Report(TrainingState state, TrainingStage stage, double rate, long count)
    {
        var elapsed = _time.GetElapsedTime(_started);
        var done = Math.Max(1, count - _startedCount);
        var speed = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0;
        if (stage == TrainingStage.Training)
            (_pictureTime, _trainingSpeed) = (elapsed / done, speed);
        var steps = stage == TrainingStage.Training
            ? _plan.StepsPerEpoch
            : (int)((_plan.ValidationPictures + _plan.BatchSize - 1) / _plan.BatchSize);
        Tell(new TrainingProgress
        {
            Stage = stage,
            Epoch = state.Epoch + 1,
            Epochs = _plan.Epochs,
            Step = stage == TrainingStage.Training ? state.Step : (int)((count + _plan.BatchSize - 1) / _plan.BatchSize),
            Steps = steps,
            Loss = state.Running.Loss,
            Accuracy = state.Running.Accuracy,
            LearningRate = rate,
            ImagesPerSecond = speed,
            TimeLeft = Left(state, stage == TrainingStage.Validating ? count : 0),
        });
    }

    /// <summary>What is left at the speed of this epoch; a validation picture takes about a third of a training picture's time.</summary>
    private TimeSpan Left(TrainingState state, long validated)
    {
        var epochs = _plan.Epochs - state.Epoch;
        var training = (((double)epochs * _plan.StepsPerEpoch) - state.Step) * _plan.BatchSize;
        var validation = ((double)epochs * _plan.ValidationPictures) - validated;
        return _pictureTime * Math.Max(0, training + (validation / 3));
    }

    private void Tell(TrainingProgress progress)
    {
        _latest = progress;
        _listeners.Callback?.Invoke(progress);
    }

    private void Fill(IProgressEntry entry)
    {
        var latest = _latest;
        entry.SetProgress(0, latest.Epoch, latest.Epochs);
        entry.SetProgress(1, latest.Step, latest.Steps);
        entry.SetMetric(0, latest.Loss);
        entry.SetMetric(1, latest.Accuracy);
        entry.SetMetric(2, latest.LearningRate);
    }

    private static string Line(SolvedHead head)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"The fully connected layer is solved: loss {head.Metrics.Loss:F4}, accuracy {head.Metrics.Accuracy:F4}");
        if (head.CrossValidationAccuracy is not null)
            text += string.Create(CultureInfo.InvariantCulture,
                $", in cross-validation loss {head.CrossValidationLoss:F4}, accuracy {head.CrossValidationAccuracy:F4}");
        return text + Validated(head.Metrics);
    }

    private string Line(EpochMetrics epoch) => string.Create(CultureInfo.InvariantCulture,
        $"Epoch {epoch.Epoch} of {_plan.Epochs}: loss {epoch.Loss:F4}, accuracy {epoch.Accuracy:F4}, learning rate {epoch.LearningRate:G4}")
        + Validated(epoch);

    private static string Validated(EpochMetrics epoch) => epoch.ValidationLoss is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture,
            $", validation loss {epoch.ValidationLoss:F4}, validation accuracy {epoch.ValidationAccuracy:F4}");
}

/// <summary>The sizes of a training.</summary>
/// <param name="Epochs">All of them.</param>
/// <param name="BatchSize">Pictures a step.</param>
/// <param name="StepsPerEpoch">Batches of one epoch.</param>
/// <param name="ValidationPictures">Pictures of one validation.</param>
/// <param name="CheckpointEverySteps">Steps from one checkpoint to the next within an epoch; 0 for none.</param>
internal sealed record TrainingPlan(int Epochs, int BatchSize, int StepsPerEpoch, long ValidationPictures, int CheckpointEverySteps);
