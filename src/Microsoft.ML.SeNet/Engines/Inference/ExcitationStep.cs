using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// The factors of squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507, eq. 2 and 3): (N, C, H, W) → (N, C', 1, 1).
/// </summary>
/// <param name="layer">Its name.</param>
/// <param name="options">Squeeze and gate.</param>
/// <param name="first">The layer behind the squeeze.</param>
/// <param name="second">The layer before the gate.</param>
/// <param name="from">What is squeezed.</param>
/// <param name="isOwn">Whether our kernels may do it, and the factors are float32 whatever the maps are.</param>
/// <param name="composed">The convolution that the first layer has taken in; null where it has none.</param>
internal sealed class ExcitationStep(
    string layer, SqueezeExcitationOptions options, FullyConnected first, FullyConnected second, Slot from, bool isOwn, string? composed)
    : PlanStep(layer, Slot.Scale, from)
{
    internal override string What =>
        $"{Squeeze}, {first.Inputs} → {first.Outputs} → {second.Outputs}, {options.Gate}"
        + (composed is null ? "" : $"; early: {composed} within the first layer");

    internal override string Kernel => (isOwn, options.Squeeze) switch
    {
        (true, SeSqueeze.Average) => "own means, if channels-last, and products",
        (true, SeSqueeze.Max) => "libtorch's maximum, own products",
        (true, _) => "libtorch's convolutions (no own products: not squeezed)",
        _ => "libtorch's",
    };

    private string Squeeze => options.Squeeze switch
    {
        SeSqueeze.Average => "mean",
        SeSqueeze.Max => "maximum",
        _ => "no squeeze",
    };

    internal override Tensor Run(PlanSlots slots)
    {
        if (isOwn && options.Squeeze == SeSqueeze.Average && VectorGates.Are && ChannelsLast.Has(slots[from]))
            return Factors(ChannelMeans.Of(slots[from]));
        var squeezed = Squeezed(slots[from]);
        var hidden = first.Run(isOwn ? squeezed.to(ScalarType.Float32) : squeezed);
        var excitation = second.Run(SqueezeExcitation.Activated(hidden, options.Activation));
        return SqueezeExcitation.Gated(excitation, options.Gate);
    }

    /// <summary>Means (N, C) → factors (N, C', 1, 1), with nothing but our kernels.</summary>
    private Tensor Factors(Tensor means)
    {
        var hidden = first.OwnProduct(means); // (N, R)
        VectorGates.Activate(hidden, options.Activation);
        var factors = second.OwnProduct(hidden); // (N, C')
        VectorGates.Gate(factors, options.Gate);
        return factors.unsqueeze_(-1).unsqueeze_(-1);
    }

    private Tensor Squeezed(Tensor maps) => isOwn && options.Squeeze == SeSqueeze.Average && ChannelsLast.Has(maps)
        ? ChannelMeans.Of(maps).view(maps.shape[0], maps.shape[1], 1, 1) // (N, C, 1, 1)
        : SqueezeExcitation.Squeezed(maps, options.Squeeze);

    public override void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }
}

/// <summary>Maps times the factors of squeeze and excitation (eq. 4), where that is no block's end.</summary>
internal sealed class ScaleStep(string layer, Slot from, Slot to) : PlanStep(layer, to, from, Slot.Scale)
{
    internal override string What => "scale · maps";

    internal override string Kernel => "libtorch's";

    internal override Tensor Run(PlanSlots slots) => slots[from].mul(slots[Slot.Scale].to(slots[from].dtype));
}
