using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>An operation without weights, by libtorch's operators.</summary>
internal sealed class OperationStep(string layer, Operation operation, Slot to, params Slot[] from) : PlanStep(layer, to, from)
{
    private readonly GraphStep _step = new(operation, INetworkPasses.Chosen);

    internal override string What => $"{operation}";

    internal override string Kernel => "libtorch's";

    internal override Tensor Run(PlanSlots slots) => _step.Run([.. From.Select(slot => slots[slot])], chance: null);
}

/// <summary>activation(scale · branch + identity).</summary>
internal sealed class SumStep(string layer, SumOperation sum, bool isOwn, Slot branch, Slot identity, Slot to)
    : PlanStep(layer, to, branch, identity)
{
    internal override string What => $"{(sum.Scale == 1 ? "" : $"{sum.Scale} · ")}branch + identity, {sum.Activation}";

    internal override string Kernel => isOwn && IsBlockEnd ? "own, if channels-last" : "libtorch's";

    private bool IsBlockEnd => sum is { Scale: 1, Activation: Activation.ReLU };

    internal override Tensor Run(PlanSlots slots)
    {
        var (made, added) = (slots[branch], slots[identity]);
        if (isOwn && IsBlockEnd && BlockEnd.Takes(made, null, added))
        {
            BlockEnd.Compute(made, null, added);
            return made;
        }
        return MapActivation.Overwrite(sum.Scale == 1 ? made.add(added) : added.add(made, alpha: sum.Scale), sum.Activation);
    }
}

/// <summary>Batch normalization that no convolution is before: activation(scale · maps + shift).</summary>
internal sealed class NormalizationStep(string layer, Tensor scale, Tensor shift, Activation activation, Slot from, Slot to)
    : PlanStep(layer, to, from)
{
    internal override string What => $"scale · maps + shift, {activation}";

    internal override string Kernel => "libtorch's";

    internal override Tensor Run(PlanSlots slots) => MapActivation.Overwrite(addcmul(shift, slots[from], scale, 1), activation);

    public override void Dispose()
    {
        scale.Dispose();
        shift.Dispose();
    }
}

/// <summary>The mean over all positions: (N, C, H, W) → (N, C, 1, 1).</summary>
/// <param name="layer">Its name.</param>
/// <param name="isOwn">Whether our kernel may do it, and the means are float32 whatever the maps are.</param>
/// <param name="from">What is averaged.</param>
/// <param name="to">Where the means go.</param>
internal sealed class MeanStep(string layer, bool isOwn, Slot from, Slot to) : PlanStep(layer, to, from)
{
    private static readonly long[] s_map = [2, 3];

    internal override string What => "mean of all positions";

    internal override string Kernel => isOwn ? "own, if channels-last" : "libtorch's";

    internal override Tensor Run(PlanSlots slots)
    {
        var maps = slots[from];
        return !isOwn ? maps.mean(s_map, keepdim: true)
            : ChannelsLast.Has(maps) ? ChannelMeans.Of(maps).view(maps.shape[0], maps.shape[1], 1, 1)
            : maps.mean(s_map, keepdim: true, type: ScalarType.Float32);
    }
}

/// <summary>A 1×1 convolution of what was averaged: activation(W · means + b).</summary>
internal sealed class DenseStep(string layer, FullyConnected product, Activation activation, Slot from, Slot to) : PlanStep(layer, to, from)
{
    internal override string What => $"{product.Inputs} → {product.Outputs}, {activation}";

    internal override string Kernel => product.Kernel;

    internal override Tensor Run(PlanSlots slots) => Activations.Overwrite(product.Run(slots[from]), activation);

    public override void Dispose() => product.Dispose();
}

/// <summary>Nothing: what is for training alone.</summary>
internal sealed class SameStep(string layer, Slot from, Slot to) : PlanStep(layer, to, from)
{
    internal override string What => "as it is";

    internal override string Kernel => "none";

    internal override Tensor Run(PlanSlots slots) => slots[from].alias();
}

/// <summary>The features: (N, F, 1, 1) → (N, F).</summary>
/// <param name="from">What the last node gives.</param>
/// <param name="isOwn">Whether features are float32 whatever the maps are.</param>
internal sealed class FlattenStep(Slot from, bool isOwn) : PlanStep("features", Slot.Maps, from)
{
    internal override string What => "flattened";

    internal override string Kernel => "libtorch's";

    internal override Tensor Run(PlanSlots slots)
    {
        var features = slots[from].flatten(1);
        return isOwn ? features.to(ScalarType.Float32) : features;
    }
}
