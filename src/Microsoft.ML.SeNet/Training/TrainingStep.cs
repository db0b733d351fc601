using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>One step of a training: forward, loss, zero the gradients, backward, clip, step.</summary>
internal sealed record TrainingStep
{
    /// <summary>(N, S, S, 3) bytes → (N, K) logits: normalization and network; knows its device.</summary>
    internal required Func<Tensor, Tensor> Forward { get; init; }

    /// <summary>The network whose weights are trained and kept.</summary>
    internal required nn.Module Network { get; init; }

    /// <summary>What computes for it.</summary>
    internal required IComputation Computing { get; init; }

    internal required Device Device { get; init; }

    internal required Optimizer Optimizer { get; init; }

    internal required TrainingLoss Loss { get; init; }

    internal required TrainingOptions Options { get; init; }

    /// <summary>Tells the network which step begins, on which its random numbers depend; null where it has none.</summary>
    internal Action<long>? Begin { get; init; }

    /// <summary>Moves the weights by the gradient of one batch. The computation is in its training mode.</summary>
    /// <param name="batch">Pictures and labels.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">The step, counted from 0 over all epochs.</param>
    /// <returns>The batch's mean loss before the step, and how many answers were right.</returns>
    internal (float Loss, long Correct) Take(Batch batch, double rate, long step)
    {
        Begin?.Invoke(step);
        using var scope = NewDisposeScope();
        var labels = batch.Labels.to(Device); // (N)
        var logits = Forward(batch.Pixels); // (N, K)
        var mixed = batch.Mixed is { } partners ? OnDevice(partners) : (MixedLabels?)null;
        var loss = Loss.Of(logits, labels, mixed);
        Optimizer.ZeroGrad();
        AutogradMemory.GoBack(loss);
        if (Options.GradientClipNorm > 0 || !Optimizer.PublishesToCopies)
            Computing.CollectGradients();
        if (Options.GradientClipNorm > 0)
            global::TorchSharp.torch.nn.utils.clip_grad_norm_(Network.parameters(), Options.GradientClipNorm);
        Optimizer.Step(rate);
        if (!Optimizer.PublishesToCopies)
            Computing.Publish();
        return (loss.item<float>(), Hits(logits, mixed is { } half ? Heavier(labels, half) : labels));
    }

    /// <summary>How many rows of (N, K) logits are highest at their label.</summary>
    internal static long Hits(Tensor logits, Tensor labels) => logits.argmax(1).eq(labels).sum().item<long>();

    private MixedLabels OnDevice(MixedLabels mixed) => new(mixed.Partners.to(Device), mixed.OwnWeights.to(Device));

    /// <summary>The class that has more of a mixed picture; its own where both have as much.</summary>
    private static Tensor Heavier(Tensor labels, MixedLabels mixed) => labels.where(mixed.OwnWeights.ge(0.5), mixed.Partners); // (N)
}
