using System.Globalization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Training;

/// <summary>What a loop works on and with.</summary>
internal sealed record TrainingParts
{
    internal required TrainingStep Step { get; init; }

    /// <summary>The average of the weights, which is validated and kept instead of them; null where none is kept.</summary>
    internal WeightAverage? Average { get; init; }

    internal required LearningRateSchedule Schedule { get; init; }

    /// <summary>Solves the head before the first epoch; null where it learns with the rest only.</summary>
    internal Func<SolvedHead>? Head { get; init; }

    /// <summary>The batches of an epoch from a step on.</summary>
    internal required Func<int, int, IEnumerable<Batch>> Batches { get; init; }

    /// <summary>Steps of one epoch.</summary>
    internal required int StepsPerEpoch { get; init; }

    /// <summary>The validation batches; null where there are none.</summary>
    internal Func<IEnumerable<Batch>>? Validation { get; init; }

    /// <summary>Told of everything that happens.</summary>
    internal required ITrainingObserver Observer { get; init; }

    /// <summary>The epoch after which to stop for now, the schedule being that of the whole training; null for none.</summary>
    internal int? PauseAfterEpoch { get; init; }
}

/// <summary>Follows a training. All calls come from the thread that trains.</summary>
internal interface ITrainingObserver
{
    /// <summary>Before each step; may throw to end the training.</summary>
    void BeforeStep(TrainingState state);

    /// <summary>After each step, which the state counts already.</summary>
    void AfterStep(TrainingState state, double learningRate);

    /// <summary>After each validation batch.</summary>
    void AfterValidationBatch(TrainingState state, long pictures);

    /// <summary>After the head was solved, before the first epoch.</summary>
    void AfterHead(TrainingState state);

    /// <summary>After an epoch, which the state counts already; the last of its history is this one.</summary>
    void AfterEpoch(TrainingState state);
}

/// <summary>
/// The training loop: fetch, step, report, and after each epoch validate. Knows no network and no files. All that it changes is in the
/// network, the optimizer, <see cref="State"/> and <see cref="Best"/>.
/// </summary>
internal sealed class TrainingLoop(TrainingParts parts, TrainingSettings settings, TrainingState state, BestWeights best)
{
    internal TrainingState State => state;

    internal BestWeights Best => best;

    /// <summary>Trains until the last epoch, a pause or early stopping, from wherever the state stands.</summary>
    /// <exception cref="TrainingDivergedException">The loss or the weights are no longer finite.</exception>
    internal void Run()
    {
        if (parts.Head is { } solve && state.Head is null)
            BeginWithHead(solve);
        while (!state.IsFinished(Math.Min(settings.Epochs, parts.PauseAfterEpoch ?? settings.Epochs)))
        {
            TrainEpoch();
            parts.Step.Computing.CollectStatistics();
            CheckWeights();
            ExchangeAverage();
            try
            {
                EndEpoch(Validate());
            }
            finally
            {
                ExchangeAverage();
            }
            parts.Observer.AfterEpoch(state);
        }
    }

    /// <summary>A model with broken weights, or a checkpoint, would be worse than none.</summary>
    /// <exception cref="TrainingDivergedException">A weight or a statistic is no longer finite after the last step.</exception>
    internal void CheckWeights()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var averages = parts.Average?.State.Select(item => ($"the average of '{item.Name}'", item.Tensor)) ?? [];
        foreach (var (name, tensor) in parts.Step.Network.state_dict().Select(item => ($"'{item.Key}'", item.Value)).Concat(averages))
        {
            if (!tensor.abs().max().isfinite().item<bool>()) // a number that is none stays none
                throw Diverged($"{name} is no longer finite", state.Step);
        }
    }

    private void BeginWithHead(Func<SolvedHead> solve)
    {
        var head = solve();
        parts.Average?.Restart();
        CheckWeights();
        if (Validate() is { } validation)
        {
            head = head with
            {
                Metrics = head.Metrics with { ValidationLoss = validation.Loss, ValidationAccuracy = validation.Accuracy },
            };
            best.Keep(parts.Step.Network);
        }
        state.Head = head;
        parts.Observer.AfterHead(state);
    }

    private void TrainEpoch()
    {
        parts.Step.Computing.Train(state.Epoch);
        foreach (var batch in parts.Batches(state.Epoch, state.Step))
        {
            parts.Observer.BeforeStep(state);
            var rate = RateOf(state.Step);
            var (loss, correct) = parts.Step.Take(batch, rate, Total(state.Step));
            if (!float.IsFinite(loss))
                throw Diverged($"the loss became {Text(loss)}", state.Step + 1);
            FollowWithAverage();
            state.Running.Add(loss, correct, batch.Count);
            state.Step++;
            parts.Observer.AfterStep(state, rate);
        }
    }

    private void FollowWithAverage()
    {
        if (parts.Average is not { } average)
            return;
        parts.Step.Computing.CollectStatistics();
        average.Update(Total(state.Step));
    }

    /// <summary>Puts the averaged weights where they are computed with, or the trained ones back there.</summary>
    private void ExchangeAverage()
    {
        if (parts.Average is not { } average)
            return;
        average.Exchange();
        parts.Step.Computing.PublishAll();
    }

    private double RateOf(int step) => parts.Schedule.At(Total(step));

    /// <summary>A step of this epoch, counted over all epochs.</summary>
    private long Total(int step) => ((long)state.Epoch * parts.StepsPerEpoch) + step;

    private RunningMetrics? Validate()
    {
        if (parts.Validation is null)
            return null;
        var metrics = new RunningMetrics();
        parts.Step.Computing.Eval();
        using var inference = inference_mode();
        foreach (var batch in parts.Validation())
        {
            parts.Observer.BeforeStep(state);
            using (NewDisposeScope())
            {
                var labels = batch.Labels.to(parts.Step.Device); // (N)
                var logits = parts.Step.Forward(batch.Pixels); // (N, K)
                metrics.Add(functional.cross_entropy(logits, labels).item<float>(), TrainingStep.Hits(logits, labels), batch.Count);
            }
            parts.Observer.AfterValidationBatch(state, metrics.Count);
        }
        return double.IsFinite(metrics.Loss) ? metrics : throw Diverged($"the validation loss became {Text(metrics.Loss)}", state.Step);
    }

    private void EndEpoch(RunningMetrics? validation)
    {
        var rate = RateOf(parts.StepsPerEpoch - 1);
        state.Epoch++;
        var epoch = new EpochMetrics(state.Epoch, state.Running.Loss, state.Running.Accuracy, rate, validation?.Loss, validation?.Accuracy);
        state.History.Add(epoch);
        (state.Step, state.Running) = (0, new RunningMetrics());
        if (validation is null)
            return;
        if (epoch.Beats(state.Best))
        {
            state.BestEpoch = state.Epoch;
            best.Keep(parts.Step.Network);
        }
        // No training ends before all of the network had its turn.
        state.Stopped = settings.Options.EarlyStoppingPatience is { } patience
            && state.Epoch - Math.Max(state.BestEpoch, BackbonePhases.Of(settings).EpochsToThaw) >= patience;
    }

    private TrainingDivergedException Diverged(string what, int step) => new(what, state.Epoch + 1, step, RateOf(Math.Max(0, step - 1)));

    // Not every culture writes NaN so.
    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
