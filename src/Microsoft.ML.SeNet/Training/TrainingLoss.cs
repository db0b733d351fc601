using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// What a training lowers: cross-entropy with label smoothing and weights of the classes, PyTorch's arithmetic. The mean over a batch is
/// that over the weights of its pictures' classes: Σ loss / Σ weight.
/// </summary>
internal sealed class TrainingLoss : IDisposable
{
    private readonly double _smoothing;
    private readonly Tensor? _weights;

    /// <param name="smoothing">Label smoothing, in [0, 1).</param>
    /// <param name="weights">A weight above 0 for each class; null where they count alike.</param>
    /// <param name="device">Where the logits are.</param>
    internal TrainingLoss(double smoothing, double[]? weights, Device device)
    {
        _smoothing = smoothing;
        if (weights is null)
            return;
        using var scope = NewDisposeScope();
        _weights = tensor(weights.Select(weight => (float)weight).ToArray()).to(device).DetachFromDisposeScope(); // (K)
    }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="logits">(N, K).</param>
    /// <param name="labels">(N) on the device.</param>
    /// <param name="mixed">The partners' share, on the device; null where nothing is mixed.</param>
    internal Tensor Of(Tensor logits, Tensor labels, MixedLabels? mixed) => mixed is { } partners
        ? OfMixed(logits, labels, partners)
        : functional.cross_entropy(logits, labels, _weights, label_smoothing: _smoothing);

    public void Dispose() => _weights?.Dispose();

    /// <summary>
    /// λ times the cross-entropy of the pictures' own classes and 1 − λ times that of their partners' (https://arxiv.org/abs/1710.09412).
    /// </summary>
    private Tensor OfMixed(Tensor logits, Tensor labels, MixedLabels mixed)
    {
        var own = functional.cross_entropy(logits, labels, _weights, reduction: Reduction.None, label_smoothing: _smoothing); // (N)
        var partners = functional.cross_entropy(logits, mixed.Partners, _weights, reduction: Reduction.None,
            label_smoothing: _smoothing); // (N)
        var losses = Blend(mixed.OwnWeights, own, partners);
        if (_weights is null)
            return losses.mean();
        return losses.sum() / Blend(mixed.OwnWeights, _weights.index_select(0, labels), _weights.index_select(0, mixed.Partners)).sum();
    }

    private static Tensor Blend(Tensor share, Tensor own, Tensor partners) => (share * own) + ((1 - share) * partners); // (N)
}

/// <summary>How much the loss of a picture of each class counts.</summary>
internal static class ClassWeights
{
    /// <summary>The weights that the settings ask for; null where all classes count alike.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="labels">The class of each training picture.</param>
    internal static double[]? Of(TrainingSettings settings, IReadOnlyCollection<int> labels) =>
        settings.Options.ClassBalance == ClassBalance.WeightedLoss ? Balanced(labels, settings.Network.Classes) : settings.ClassWeights;

    /// <summary>n / (K · nₖ), as scikit-learn's compute_class_weight("balanced").</summary>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="classes">K; each of them has a picture.</param>
    internal static double[] Balanced(IReadOnlyCollection<int> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
            counts[label]++;
        return [.. counts.Select(count => labels.Count / ((double)classes * count))];
    }
}
