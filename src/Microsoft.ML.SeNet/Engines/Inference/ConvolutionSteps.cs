using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>A convolution with its batch normalization, and ReLU where it follows.</summary>
internal sealed class ConvolutionStep(string layer, FoldedConvolution convolution, ConvolutionKernel kernel, Slot from, Slot to)
    : PlanStep(layer, to, from)
{
    internal override string What { get; } = $"{convolution}";

    internal override string Kernel => kernel.Name;

    internal override Tensor Run(PlanSlots slots) => kernel.Run(slots[from]);

    public override void Dispose() => kernel.Dispose();
}

/// <summary>A convolution with factors before and an addition behind it in one pass: activation(W · (scale · maps) + identity).</summary>
/// <param name="layer">The convolution's name.</param>
/// <param name="what">The convolution, in words.</param>
/// <param name="kernel">One that scales and adds.</param>
/// <param name="from">The maps.</param>
/// <param name="isScaled">Whether the factors are applied to them.</param>
/// <param name="identity">What is added; null for nothing.</param>
/// <param name="to">Where the result goes.</param>
internal sealed class FusedConvolutionStep(
    string layer, string what, ConvolutionKernel kernel, Slot from, bool isScaled, Slot? identity, Slot to)
    : PlanStep(layer, to, [from, .. isScaled ? (Slot[])[Slot.Scale] : [], .. identity is { } added ? (Slot[])[added] : []])
{
    internal override string What => $"{what}{(isScaled ? "; scaled before" : "")}{(identity is null ? "" : "; plus identity")}";

    internal override string Kernel => $"{kernel.Name}, in the same pass";

    internal override Tensor Run(PlanSlots slots) =>
        kernel.Run(slots[from], isScaled ? slots[Slot.Scale] : null, identity is { } added ? slots[added] : null);

    public override void Dispose() => kernel.Dispose();
}

/// <summary>A block's last convolution and the block's end in one pass: ReLU(scale · convolution + identity).</summary>
internal sealed class BlockEndConvolutionStep(
    string layer, FoldedConvolution convolution, ConvolutionKernel kernel, bool isScaled, Slot identity)
    : PlanStep(layer, Slot.Maps, BlockEndStep.Reads(isScaled, identity))
{
    internal override string What { get; } = $"{convolution}; {BlockEndStep.Formula(isScaled)}";

    internal override string Kernel => $"{kernel.Name}, block end in the same pass";

    internal override Tensor Run(PlanSlots slots) =>
        kernel.RunAndEndBlock(slots[Slot.Branch], isScaled ? slots[Slot.Scale] : null, slots[identity]);

    public override void Dispose() => kernel.Dispose();
}

/// <summary>The end of a residual block: ReLU(scale · branch + identity).</summary>
/// <param name="layer">The block's name.</param>
/// <param name="isScaled">Whether there is a scale.</param>
/// <param name="identity">Where the identity is.</param>
/// <param name="isOwn">Whether our kernel may do it.</param>
/// <param name="obstacle">Why the convolution before does not do it in the same pass.</param>
internal sealed class BlockEndStep(string layer, bool isScaled, Slot identity, bool isOwn, string obstacle)
    : PlanStep(layer, Slot.Maps, Reads(isScaled, identity))
{
    internal override string What => Formula(isScaled);

    internal override string Kernel => $"{(isOwn ? "own, if channels-last" : "libtorch's")} ({obstacle})";

    internal static Slot[] Reads(bool isScaled, Slot identity) => isScaled ? [Slot.Branch, Slot.Scale, identity] : [Slot.Branch, identity];

    internal static string Formula(bool isScaled) => isScaled ? "ReLU(scale · branch + identity)" : "ReLU(branch + identity)";

    internal override Tensor Run(PlanSlots slots)
    {
        var (branch, scale, added) = (slots[Slot.Branch], isScaled ? slots[Slot.Scale] : null, slots[identity]);
        if (!isOwn || !BlockEnd.Takes(branch, scale, added))
            return (scale is null ? branch : branch.mul(scale.to(branch.dtype))).add_(added).relu_();
        BlockEnd.Compute(branch, scale, added);
        return branch;
    }
}
