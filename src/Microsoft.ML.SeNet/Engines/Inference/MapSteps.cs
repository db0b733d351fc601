using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>The input in the type that convolutions compute in.</summary>
internal sealed class InputStep(ScalarType type) : PlanStep("input", Slot.Maps, Slot.Maps)
{
    internal override string What => $"as {type}";

    internal override string Kernel => type == ScalarType.BFloat16 ? "own, of float32 on the CPU; else libtorch's" : "libtorch's";

    internal override Tensor Run(PlanSlots slots) => BFloat16Rounding.To(slots[Slot.Maps], type);
}

/// <summary>The stem's pooling, the largest of 3 × 3 positions at stride 2: (N, C, H, W) → (N, C, H', W').</summary>
/// <param name="pooling">What it does at the border.</param>
/// <param name="isOwn">Whether our kernel may do it.</param>
internal sealed class StemPoolingStep(StemPooling pooling, bool isOwn) : PlanStep("pooling", Slot.Maps, Slot.Maps)
{
    internal override string What => $"largest of 3×3, stride 2, {(IsPadded ? "padding 1" : "sizes rounded up")}";

    internal override string Kernel => isOwn ? "own, if channels-last" : "libtorch's";

    private bool IsPadded => pooling == StemPooling.Padded;

    internal override Tensor Run(PlanSlots slots)
    {
        var maps = slots[Slot.Maps];
        if (isOwn && ChannelsLast.Has(maps))
            return MaxPooling.Of(maps, IsPadded ? 1 : 0, Pooled(maps.shape[2]), Pooled(maps.shape[3]));
        return IsPadded
            ? nn.functional.max_pool2d(maps, 3, stride: 2, padding: 1)
            : nn.functional.max_pool2d(maps, 3, stride: 2, ceil_mode: true);
    }

    private long Pooled(long side) => IsPadded ? ((side - 1) / 2) + 1 : side / 2;
}

/// <summary>A shortcut without weights: (N, C, H, W) → (N, C', H', W').</summary>
internal sealed class ParameterFreeShortcutStep(string layer, BlockOptions block) : PlanStep(layer, Slot.Identity, Slot.Maps)
{
    internal override string What => $"1 of {block.Stride} rows and columns, zeros as new channels, {block.Input} → {block.Output}";

    internal override string Kernel => "libtorch's";

    internal override Tensor Run(PlanSlots slots) => ParameterFreeShortcut.Of(slots[Slot.Maps], block.Stride, block.Output);
}

/// <summary>The mean over all positions: (N, F, H, W) → (N, F).</summary>
/// <param name="isOwn">Whether our kernel may do it, and the features are float32 whatever the maps are.</param>
internal sealed class FeaturesStep(bool isOwn) : PlanStep("features", Slot.Maps, Slot.Maps)
{
    private static readonly long[] s_map = [2, 3];

    internal override string What => "mean of all positions";

    internal override string Kernel => isOwn ? "own, if channels-last" : "libtorch's";

    internal override Tensor Run(PlanSlots slots)
    {
        var maps = slots[Slot.Maps];
        return !isOwn ? maps.mean(s_map) : ChannelsLast.Has(maps) ? ChannelMeans.Of(maps) : maps.mean(s_map, type: ScalarType.Float32);
    }
}
