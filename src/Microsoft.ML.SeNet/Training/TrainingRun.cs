using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Training;

/// <summary>One training from the first weights, or from a checkpoint, to the final ones.</summary>
internal sealed class TrainingRun
{
    private readonly TrainingJob _job;
    private readonly TrainingSetup _setup;
    private readonly CheckpointContent _content;
    private readonly Checkpoint? _checkpoint;
    private readonly TrainingState _state;
    private readonly TrainingLoop _loop;

    private TrainingRun(TrainingJob job, TrainingSetup setup, CheckpointContent content, Checkpoint? checkpoint)
    {
        (_job, _setup, _content, _checkpoint) = (job, setup, content, checkpoint);
        _state = Resume();
        var options = job.Settings.Options;
        var steps = setup.Batches.StepsPerEpoch;
        var validation = job.Part.Validation?.Chosen.Length;
        var plan = new TrainingPlan(
            job.Settings.Epochs, options.BatchSize, steps, validation ?? 0, checkpoint is null ? 0 : job.CheckpointEverySteps);
        var parts = new TrainingParts
        {
            Step = setup.Step,
            Average = content.Average,
            Schedule = LearningRateSchedule.Of(options, steps),
            Head = BackbonePhases.Of(job.Settings).BeginsWithHead ? () => setup.SolveHead(job) : null,
            Batches = setup.Batches.Of,
            StepsPerEpoch = steps,
            Validation = validation is null ? null : setup.Batches.Validation,
            Observer = new TrainingMonitor(job.Listeners, plan, Save, job.Time),
            PauseAfterEpoch = job.PauseAfterEpoch,
        };
        _loop = new TrainingLoop(parts, job.Settings, _state, content.Best);
    }

    /// <summary>Trains.</summary>
    /// <returns>The network in evaluation mode, with the weights that validated best or else the last ones; the caller's.</returns>
    internal static FinishedTraining Of(TrainingJob job)
    {
        // Before anything takes native memory: it reads all pictures, which may fail.
        var checkpoint = job.CheckpointPath is { } path ? new Checkpoint(path, job.Settings, job.Part.Fingerprint()) : null;
        using var setup = new TrainingSetup(job);
        using var best = new BestWeights();
        using var average = job.Settings.Options.EmaDecay is > 0 and var decay ? new WeightAverage(setup.Network, decay) : null;
        var run = new TrainingRun(job, setup, new CheckpointContent(setup.Network, setup.Optimizer, best, average), checkpoint);
        run.Train();
        run.TakeBest();
        return new FinishedTraining(setup.HandOver(), run._state);
    }

    private TrainingState Resume()
    {
        if (_checkpoint?.TryLoad(_content) is not { } state)
            return new TrainingState();
        _setup.Step.Computing.PublishAll();
        _job.Listeners.Channel.Info(
            MessageSensitivity.None,
            $"Going on from the checkpoint '{_checkpoint.Path}': {state.Epoch} of {_job.Settings.Epochs} epochs and "
            + $"{state.Step} steps are done.");
        return state;
    }

    private void Train()
    {
        try
        {
            _loop.Run();
        }
        catch (TrainingDivergedException e) when (_checkpoint is not null && File.Exists(_checkpoint.Path))
        {
            throw new TrainingDivergedException(
                e,
                $" The last good checkpoint is untouched in '{_checkpoint.Path}'; with other options begin anew with another "
                + "Options.CheckpointPath.");
        }
        catch (OperationCanceledException)
        {
            if (!_state.HasBegun)
                throw; // random weights are nobody's best
            if (!_job.ReturnsWhenCanceled)
            {
                Save(_state);
                throw;
            }
            SaveIfPossible();
        }
    }

    private void TakeBest()
    {
        _setup.Step.Computing.CollectStatistics();
        if (_content.Best.Exist)
            _content.Best.Restore(_setup.Network);
        else
            _content.Average?.Exchange();
        _setup.Network.eval();
    }

    private void Save(TrainingState state)
    {
        if (_checkpoint is null)
            return;
        _setup.Step.Computing.CollectStatistics();
        _loop.CheckWeights();
        _checkpoint.Save(_content, state);
    }

    /// <summary>A model that is about to be returned is worth more than its checkpoint.</summary>
    private void SaveIfPossible()
    {
        try
        {
            Save(_state);
        }
        catch (Exception e) when (e is IOException || (e is TrainingDivergedException && _content.Best.Exist))
        {
            _job.Listeners.Channel.Warning(MessageSensitivity.None, e.Message);
        }
    }
}

/// <summary>What came of a training.</summary>
/// <param name="Network">The network in evaluation mode; the caller's.</param>
/// <param name="State">Where the training stands.</param>
internal sealed record FinishedTraining(SeResNet Network, TrainingState State);
