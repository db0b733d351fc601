using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>One step of a training: forward, loss, zero the gradients, backward, clip, step.</summary>
/// <param name="parts">What it works on and with.</param>
/// <param name="clipNorm">The largest norm of all gradients together; 0 for no limit.</param>
internal sealed class TrainingStep(TrainingParts parts, double clipNorm)
{
    /// <summary>Moves the weights by the gradient of one batch. The computation is in its training mode.</summary>
    /// <returns>The batch's mean loss before the step, and how many answers were right.</returns>
    internal (float Loss, long Correct) Take(Batch batch, double rate)
    {
        using var scope = NewDisposeScope();
        var labels = batch.Labels.to(parts.Device); // (N)
        var logits = parts.Forward(batch.Pixels); // (N, K)
        var mixed = batch.Mixed is { } partners ? OnDevice(partners) : (MixedLabels?)null;
        var loss = parts.Loss.Of(logits, labels, mixed);
        parts.Optimizer.ZeroGrad();
        loss.backward();
        parts.Computing.CollectGradients();
        if (clipNorm > 0)
            global::TorchSharp.torch.nn.utils.clip_grad_norm_(parts.Network.parameters(), clipNorm);
        parts.Optimizer.Step(rate);
        parts.Computing.Publish();
        return (loss.item<float>(), Hits(logits, mixed is { } half ? Heavier(labels, half) : labels));
    }

    /// <summary>How many rows of (N, K) logits are highest at their label.</summary>
    internal static long Hits(Tensor logits, Tensor labels) => logits.argmax(1).eq(labels).sum().item<long>();

    private MixedLabels OnDevice(MixedLabels mixed) => new(mixed.Partners.to(parts.Device), mixed.OwnWeights.to(parts.Device));

    /// <summary>The class that has more of a mixed picture; its own where both have as much.</summary>
    private static Tensor Heavier(Tensor labels, MixedLabels mixed) => labels.where(mixed.OwnWeights.ge(0.5), mixed.Partners); // (N)
}
