using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// Makes a plan's steps from what a network is built from (<see cref="VariantRow"/>, <see cref="NetworkLayout"/>) and its weights.
/// </summary>
internal sealed class PlanCompiler
{
    private readonly NetworkOptions _options;
    private readonly FoldedWeights _weights;
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly bool _packs;
    private readonly ConvolutionKernels _kernels;
    private readonly List<PlanStep> _steps = [];

    private PlanCompiler(NetworkState trained, Device device, ScalarType type, string? obstacle)
    {
        (_options, _weights, _device, _type, _packs) = (trained.Options, new FoldedWeights(trained), device, type, obstacle is null);
        _kernels = new ConvolutionKernels(device, type, obstacle);
    }

    /// <summary>Compiles a network; see <see cref="InferencePlan.Of"/>.</summary>
    /// <param name="trained">The network.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">What to compute in.</param>
    /// <param name="obstacle">Why libtorch's operators have to do it; null where packed convolutions and our kernels can.</param>
    internal static InferencePlan Compile(NetworkState trained, Device device, ScalarType type, string? obstacle)
    {
        ComputeStart.Ensure();
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var compiler = new PlanCompiler(trained, device, type, obstacle);
        try
        {
            compiler.AddSteps();
            var kind = obstacle is null ? "weights packed" : $"not packed: {obstacle}";
            var where = $"{device}, {type}; batch normalization folded, {kind}";
            var head = compiler.Layer(SeResNet.HeadName, isOwn: obstacle is null);
            return new InferencePlan(trained.Options, where, compiler._steps, head, compiler._kernels);
        }
        catch
        {
            compiler._steps.ForEach(step => step.Dispose());
            compiler._kernels.Dispose();
            throw;
        }
    }

    private void AddSteps()
    {
        _steps.Add(new InputStep(_type));
        AddStem(VariantRow.Of(_options.Variant));
        var stages = NetworkLayout.Stages(_options);
        for (var stage = 0; stage < stages.Count; stage++)
            for (var i = 0; i < stages[stage].Count; i++)
                AddBlock(stages[stage][i], $"{SeResNet.StagePrefix}{stage + 1}.{i}");
        _steps.Add(new FeaturesStep(_packs));
    }

    private void AddStem(VariantRow row)
    {
        for (var i = 0; i < row.StemConvolutions.Length; i++)
            AddConvolution($"conv{i + 1}", Slot.Maps, Slot.Maps, row.StemConvolutions[i].Stride, groups: 1, relu: true);
        if (row.StemPools)
            _steps.Add(new StemPoolingStep(_options.StemPooling, _packs));
    }

    private void AddBlock(BlockOptions block, string name)
    {
        var strides = block.Strides;
        var branch = AddScaling(block, name, SePlacement.Pre, Slot.Maps, Slot.Branch);
        for (var i = 0; i < strides.Length - 1; i++, branch = Slot.Branch)
            AddConvolution($"{name}.conv{i + 1}", branch, Slot.Branch, strides[i], i == 1 ? block.Groups : 1, relu: true);
        AddScaling(block, name, SePlacement.After3x3, Slot.Branch, Slot.Branch);
        AddBlockEnd(block, name, $"{name}.conv{strides.Length}", strides[^1]);
        AddScaling(block, name, SePlacement.Post, Slot.Maps, Slot.Maps);
    }

    /// <summary>From the last convolution on, and what needs its weights.</summary>
    private void AddBlockEnd(BlockOptions block, string name, string layer, int stride)
    {
        using var scope = NewDisposeScope();
        var (convolution, shortName) = (Folded(layer, stride, groups: 1, block.BranchEndsWithRelu), layer[(name.Length + 1)..]);
        var (isScaled, squeezesEarly) = (block.SqueezeExcitation is { Placement: SePlacement.Standard }, _packs && SqueezesLinearly(block));
        if (squeezesEarly)
            AddExcitation(block, name, Slot.Branch, Composed(name, convolution), shortName);
        var identity = AddScaling(block, name, SePlacement.Identity, AddShortcut(block, name), Slot.Identity);
        var kernel = _kernels.Make(convolution);
        var obstacle =
            isScaled && !squeezesEarly ? $"not with {shortName}: se reads it"
            : block.BranchEndsWithRelu ? $"not with {shortName}: ReLU between"
            : !kernel.EndsBlocks ? $"not with {shortName}: its kernel cannot"
            : null;
        if (obstacle is null)
        {
            _steps.Add(new BlockEndConvolutionStep(layer, convolution, kernel, isScaled, identity));
            return;
        }
        _steps.Add(new ConvolutionStep(layer, convolution, kernel, Slot.Branch, Slot.Branch));
        if (isScaled && !squeezesEarly)
            AddExcitation(block, name, Slot.Branch);
        _steps.Add(new BlockEndStep(name, isScaled, identity, _packs, obstacle));
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
            AddConvolution($"{name}.downsample.0", Slot.Maps, Slot.Identity, block.Stride, groups: 1, relu: false);
        else
            _steps.Add(new ParameterFreeShortcutStep($"{name}.shortcut", block));
        return Slot.Identity;
    }

    /// <summary>Squeeze and excitation if this is the place for it.</summary>
    /// <returns>Where the maps are then.</returns>
    private Slot AddScaling(BlockOptions block, string name, SePlacement place, Slot from, Slot to)
    {
        if (block.SqueezeExcitation?.Placement != place)
            return from;
        AddExcitation(block, name, from);
        _steps.Add(new ScaleStep($"{name}.se", from, to));
        return to;
    }

    private void AddExcitation(BlockOptions block, string name, Slot from, FullyConnected? composed = null, string? convolution = null)
    {
        var options = block.SqueezeExcitation!;
        var isOwn = _packs && options.Squeeze != SeSqueeze.None;
        var first = composed ?? Layer($"{name}.se.fc1", isOwn);
        _steps.Add(new ExcitationStep($"{name}.se", options, first, Layer($"{name}.se.fc2", isOwn), from, _packs, convolution));
    }

    /// <summary>
    /// The first layer of excitation as one of the last convolution's input: W₁·W and W₁·b + b₁, where W and b are that convolution's.
    /// </summary>
    private FullyConnected Composed(string name, FoldedConvolution convolution)
    {
        var first = _weights.Find($"{name}.se.fc1.weight")!.to(ScalarType.Float64).flatten(1); // (R, C)
        var bias = first.matmul(convolution.Bias); // (R)
        if (_weights.Find($"{name}.se.fc1.bias") is { } own)
            bias = bias + own;
        var weight = first.matmul(convolution.Weight.flatten(1)).unsqueeze(-1).unsqueeze(-1); // (R, width, 1, 1)
        return new FullyConnected(weight, bias, _device, ScalarType.Float32, isOwn: true);
    }

    private void AddConvolution(string layer, Slot from, Slot to, int stride, int groups, bool relu)
    {
        using var scope = NewDisposeScope();
        var convolution = Folded(layer, stride, groups, relu);
        _steps.Add(new ConvolutionStep(layer, convolution, _kernels.Make(convolution), from, to));
    }

    private FoldedConvolution Folded(string layer, int stride, int groups, bool relu)
    {
        var (weight, bias) = _weights.Convolution(layer);
        return new FoldedConvolution(weight, bias, stride, groups, relu);
    }

    // In a packed plan what is behind a mean is float32, whatever convolutions compute in.
    private FullyConnected Layer(string name, bool isOwn) =>
        new(_weights.Find($"{name}.weight")!, _weights.Find($"{name}.bias"), _device, _packs ? ScalarType.Float32 : _type, isOwn);
}
