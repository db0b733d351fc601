using System.Globalization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Training;

/// <summary>What a loop works on and with.</summary>
internal sealed record TrainingParts
{
    /// <summary>(N, S, S, 3) bytes → (N, K) logits: normalisation and network; knows its device.</summary>
    internal required Func<Tensor, Tensor> Forward { get; init; }

    /// <summary>The network whose weights are trained and kept.</summary>
    internal required Module Network { get; init; }

    /// <summary>What computes for it.</summary>
    internal required IComputation Computing { get; init; }

    internal required Device Device { get; init; }

    internal required Sgd Optimizer { get; init; }

    internal required LearningRateSchedule Schedule { get; init; }

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

    /// <summary>After an epoch, which the state counts already; the last of its history is this one.</summary>
    void AfterEpoch(TrainingState state);
}

/// <summary>
/// The training loop: fetch, forward, loss, zero the gradients, backward, clip, step, report. Knows no network and no files. All that it
/// changes is in the network, the optimizer, <see cref="State"/> and <see cref="Best"/>.
/// </summary>
internal sealed class TrainingLoop(TrainingParts parts, TrainingSettings settings, TrainingState state, BestWeights best)
{
    internal TrainingState State => state;

    internal BestWeights Best => best;

    /// <summary>Trains until the last epoch, a pause or early stopping, from wherever the state stands.</summary>
    /// <exception cref="TrainingDivergedException">The loss or the weights are no longer finite.</exception>
    internal void Run()
    {
        while (!state.IsFinished(Math.Min(settings.Epochs, parts.PauseAfterEpoch ?? settings.Epochs)))
        {
            TrainEpoch();
            parts.Computing.CollectStatistics();
            CheckWeights();
            EndEpoch(Validate());
            parts.Observer.AfterEpoch(state);
        }
    }

    /// <summary>A model with broken weights, or a checkpoint, would be worse than none.</summary>
    /// <exception cref="TrainingDivergedException">A weight or a statistic is no longer finite after the last step.</exception>
    internal void CheckWeights()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in parts.Network.state_dict())
        {
            if (!tensor.isfinite().all().item<bool>())
                throw Diverged($"'{name}' is no longer finite", state.Step);
        }
    }

    private void TrainEpoch()
    {
        parts.Computing.Train();
        foreach (var batch in parts.Batches(state.Epoch, state.Step))
        {
            parts.Observer.BeforeStep(state);
            var rate = RateOf(state.Step);
            var (loss, correct) = Step(batch, rate);
            if (!float.IsFinite(loss))
                throw Diverged($"the loss became {Text(loss)}", state.Step + 1);
            state.Running.Add(loss, correct, batch.Count);
            state.Step++;
            parts.Observer.AfterStep(state, rate);
        }
    }

    private double RateOf(int step) => parts.Schedule.At(((long)state.Epoch * parts.StepsPerEpoch) + step);

    private (float Loss, long Correct) Step(Batch batch, double rate)
    {
        using var scope = NewDisposeScope();
        var labels = batch.Labels.to(parts.Device); // (N)
        var logits = parts.Forward(batch.Pixels); // (N, K)
        var mixed = batch.Mixed is { } partners ? OnDevice(partners) : (MixedLabels?)null;
        var loss = mixed is { } other ? MixedLoss(logits, labels, other) : functional.cross_entropy(logits, labels, label_smoothing: settings.LabelSmoothing);
        parts.Optimizer.ZeroGrad();
        loss.backward();
        parts.Computing.CollectGradients();
        if (settings.GradientClipNorm > 0)
            global::TorchSharp.torch.nn.utils.clip_grad_norm_(parts.Network.parameters(), settings.GradientClipNorm);
        parts.Optimizer.Step(rate);
        parts.Computing.Publish();
        return (loss.item<float>(), Hits(logits, mixed is { } half ? Heavier(labels, half) : labels));
    }

    private MixedLabels OnDevice(MixedLabels mixed) => new(mixed.Partners.to(parts.Device), mixed.OwnWeights.to(parts.Device));

    /// <summary>λ times the cross-entropy of the pictures' own classes and 1 − λ times that of their partners' (https://arxiv.org/abs/1710.09412).</summary>
    private Tensor MixedLoss(Tensor logits, Tensor labels, MixedLabels mixed)
    {
        var own = functional.cross_entropy(logits, labels, reduction: Reduction.None, label_smoothing: settings.LabelSmoothing); // (N)
        var partners = functional.cross_entropy(logits, mixed.Partners, reduction: Reduction.None, label_smoothing: settings.LabelSmoothing); // (N)
        return ((mixed.OwnWeights * own) + ((1 - mixed.OwnWeights) * partners)).mean();
    }

    /// <summary>The class that has more of a mixed picture; its own where both have as much.</summary>
    private static Tensor Heavier(Tensor labels, MixedLabels mixed) => labels.where(mixed.OwnWeights.ge(0.5), mixed.Partners); // (N)

    private RunningMetrics? Validate()
    {
        if (parts.Validation is null)
            return null;
        var metrics = new RunningMetrics();
        parts.Computing.Eval();
        using var inference = inference_mode();
        foreach (var batch in parts.Validation())
        {
            parts.Observer.BeforeStep(state);
            using (NewDisposeScope())
            {
                var labels = batch.Labels.to(parts.Device); // (N)
                var logits = parts.Forward(batch.Pixels); // (N, K)
                metrics.Add(functional.cross_entropy(logits, labels).item<float>(), Hits(logits, labels), batch.Count);
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
        if (epoch.Beats(state.BestEpoch == 0 ? null : state.History[state.BestEpoch - 1]))
        {
            state.BestEpoch = state.Epoch;
            best.Keep(parts.Network);
        }
        state.Stopped = settings.EarlyStoppingPatience is { } patience && state.Epoch - state.BestEpoch >= patience;
    }

    private TrainingDivergedException Diverged(string what, int step) => new(what, state.Epoch + 1, step, RateOf(Math.Max(0, step - 1)));

    // Not every culture writes NaN so.
    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static long Hits(Tensor logits, Tensor labels) => logits.argmax(1).eq(labels).sum().item<long>();
}
