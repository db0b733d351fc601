using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>Makes the steps of a residual network from <see cref="ResidualRow"/> and <see cref="NetworkLayout"/>.</summary>
internal sealed class ResidualPlanCompiler(NetworkState trained, Device device, ScalarType type, string? obstacle)
    : PlanCompiler(trained, device, type, obstacle)
{
    protected override void AddSteps()
    {
        AddStem(ResidualRow.Of(Options.Variant));
        var stages = NetworkLayout.Stages(Options);
        for (var stage = 0; stage < stages.Count; stage++)
            for (var i = 0; i < stages[stage].Count; i++)
                AddBlock(stages[stage][i], $"{ResidualBody.StagePrefix}{stage + 1}.{i}");
        Add(new FeaturesStep(Packs));
    }

    private void AddStem(ResidualRow row)
    {
        for (var i = 0; i < row.StemConvolutions.Length; i++)
            AddConvolution($"conv{i + 1}", Slot.Maps, Slot.Maps, row.StemConvolutions[i].Stride, groups: 1, Activation.ReLU);
        if (row.StemPools)
            Add(new StemPoolingStep(Options.StemPooling, Packs));
    }

    private void AddBlock(BlockOptions block, string name)
    {
        var strides = block.Strides;
        var branch = AddScaling(block, name, SePlacement.Pre, Slot.Maps, Slot.Branch);
        for (var i = 0; i < strides.Length - 1; i++, branch = Slot.Branch)
            AddConvolution($"{name}.conv{i + 1}", branch, Slot.Branch, strides[i], i == 1 ? block.Groups : 1, Activation.ReLU);
        AddScaling(block, name, SePlacement.After3x3, Slot.Branch, Slot.Branch);
        AddBlockEnd(block, name, $"{name}.conv{strides.Length}", strides[^1]);
        AddScaling(block, name, SePlacement.Post, Slot.Maps, Slot.Maps);
    }

    /// <summary>From the last convolution on, and what needs its weights.</summary>
    private void AddBlockEnd(BlockOptions block, string name, string layer, int stride)
    {
        using var scope = NewDisposeScope();
        var activation = block.BranchEndsWithRelu ? Activation.ReLU : Activation.None;
        var (convolution, shortName) = (Folded(layer, stride, groups: 1, activation), layer[(name.Length + 1)..]);
        var (isScaled, squeezesEarly) = (block.SqueezeExcitation is { Placement: SePlacement.Standard }, Packs && SqueezesLinearly(block));
        if (squeezesEarly)
            AddExcitation(block, name, Slot.Branch, Composed(name, convolution), shortName);
        var identity = AddScaling(block, name, SePlacement.Identity, AddShortcut(block, name), Slot.Identity);
        var kernel = Kernel(convolution);
        var obstacle =
            isScaled && !squeezesEarly ? $"not with {shortName}: se reads it"
            : block.BranchEndsWithRelu ? $"not with {shortName}: ReLU between"
            : !kernel.EndsBlocks ? $"not with {shortName}: its kernel cannot"
            : null;
        if (obstacle is null)
        {
            Add(new BlockEndConvolutionStep(layer, convolution, kernel, isScaled, identity));
            return;
        }
        Add(new ConvolutionStep(layer, convolution, kernel, Slot.Branch, Slot.Branch));
        if (isScaled && !squeezesEarly)
            AddExcitation(block, name, Slot.Branch);
        Add(new BlockEndStep(name, isScaled, identity, Packs, obstacle));
    }

    /// <summary>
    /// Whether the maps that are squeezed come straight from a 1×1 convolution, so that its mean follows from that of its input: a 1×1
    /// convolution, a mean over positions and a fully connected layer are all linear, and any two of them can be made one. The input has a
    /// quarter of the numbers.
    /// </summary>
    private static bool SqueezesLinearly(BlockOptions block) =>
        block is { Kind: BlockKind.Bottleneck, SqueezeExcitation: { Placement: SePlacement.Standard, Squeeze: SeSqueeze.Average } };

    private Slot AddShortcut(BlockOptions block, string name)
    {
        if (!block.ChangesSize)
            return Slot.Maps;
        if (block.NeedsProjection)
            AddConvolution($"{name}.downsample.0", Slot.Maps, Slot.Identity, block.Stride, groups: 1, Activation.None);
        else
            Add(new ParameterFreeShortcutStep($"{name}.shortcut", block));
        return Slot.Identity;
    }

    /// <summary>Squeeze and excitation if this is the place for it.</summary>
    /// <returns>Where the maps are then.</returns>
    private Slot AddScaling(BlockOptions block, string name, SePlacement place, Slot from, Slot to)
    {
        if (block.SqueezeExcitation?.Placement != place)
            return from;
        AddExcitation(block, name, from);
        Add(new ScaleStep($"{name}.se", from, to));
        return to;
    }

    private void AddExcitation(BlockOptions block, string name, Slot from, FullyConnected? composed = null, string? convolution = null)
    {
        var options = block.SqueezeExcitation!;
        var isOwn = Packs && options.Squeeze != SeSqueeze.None;
        var first = composed ?? Layer($"{name}.se.fc1", isOwn);
        Add(new ExcitationStep($"{name}.se", options, first, Layer($"{name}.se.fc2", isOwn), from, Packs, convolution));
    }

    /// <summary>
    /// The first layer of excitation as one of the last convolution's input: W₁·W and W₁·b + b₁, where W and b are that convolution's.
    /// </summary>
    private FullyConnected Composed(string name, FoldedConvolution convolution)
    {
        var first = Weights.Find($"{name}.se.fc1.weight")!.to(ScalarType.Float64).flatten(1); // (R, C)
        var bias = first.matmul(convolution.Bias); // (R)
        if (Weights.Find($"{name}.se.fc1.bias") is { } own)
            bias = bias + own;
        var weight = first.matmul(convolution.Weight.flatten(1)).unsqueeze(-1).unsqueeze(-1); // (R, width, 1, 1)
        return Layer(weight, bias, isOwn: true);
    }

    private void AddConvolution(string layer, Slot from, Slot to, int stride, int groups, Activation activation)
    {
        using var scope = NewDisposeScope();
        var convolution = Folded(layer, stride, groups, activation);
        Add(new ConvolutionStep(layer, convolution, Kernel(convolution), from, to));
    }
}
