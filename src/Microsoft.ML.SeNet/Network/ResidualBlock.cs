using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Two 3×3 convolutions (He et al., https://arxiv.org/abs/1512.03385, fig. 5 left). (N, C, H, W) → (N, planes, H/stride, W/stride).
/// </summary>
internal sealed class BasicBlock : ResidualBlock
{
    // Layers are named as in the state dictionary: TorchSharp registers them by the names of their fields.
    private readonly SafeConvolution conv1;
    private readonly BatchNorm2d bn1;
    private readonly SafeConvolution conv2;
    private readonly BatchNorm2d bn2;

    internal BasicBlock(BlockOptions options, Device device, INetworkPasses passes) : base(options, device, passes)
    {
        var (planes, strides) = (options.Planes, options.Strides);
        conv1 = new SafeConvolution(options.Input, planes, 3, strides[0], device: device);
        bn1 = BatchNorm2d(planes, device: device);
        conv2 = new SafeConvolution(planes, planes, 3, strides[1], device: device);
        bn2 = BatchNorm2d(planes, device: device);
        RegisterComponents();
    }

    internal override BatchNorm2d LastNormalization => bn2;

    internal override IReadOnlyList<Tensor> WeightsThatScale(SePlacement place) => place switch
    {
        SePlacement.Standard => [bn2.weight!, bn2.bias!],
        SePlacement.Pre => [conv1.Weight],
        _ => [],
    };

    public override Tensor forward(Tensor input) // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var maps = Passes.ConvNormRelu(conv1, bn1, ScaledAt(SePlacement.Pre, input)); // (N, planes, H', W')
        var identity = ScaledAt(SePlacement.Identity, Shortcut(input)); // (N, planes, H', W')
        // ReLU(s · bn2(conv2(maps)) + identity), with one more ReLU around bn2 where asked for
        maps = Passes.BlockEnd(conv2, bn2, At(SePlacement.Standard), maps, identity, Options.BranchEndsWithRelu); // (N, planes, H', W')
        return ScaledAt(SePlacement.Post, maps).MoveToOuterDisposeScope(); // (N, planes, H', W')
    }
}

/// <summary>
/// 1×1, 3×3 (grouped in a ResNeXt) and 1×1 convolutions (He et al., https://arxiv.org/abs/1512.03385, fig. 5 right).
/// (N, C, H, W) → (N, 4·planes, H/stride, W/stride).
/// </summary>
internal sealed class BottleneckBlock : ResidualBlock
{
    private readonly SafeConvolution conv1;
    private readonly BatchNorm2d bn1;
    private readonly SafeConvolution conv2;
    private readonly BatchNorm2d bn2;
    private readonly SafeConvolution conv3;
    private readonly BatchNorm2d bn3;

    internal BottleneckBlock(BlockOptions options, Device device, INetworkPasses passes) : base(options, device, passes)
    {
        var (first, width, strides) = (options.FirstWidth, options.Width, options.Strides);
        conv1 = new SafeConvolution(options.Input, first, 1, strides[0], device: device);
        bn1 = BatchNorm2d(first, device: device);
        conv2 = new SafeConvolution(first, width, 3, strides[1], options.Groups, device);
        bn2 = BatchNorm2d(width, device: device);
        conv3 = new SafeConvolution(width, options.Output, 1, strides[2], device: device);
        bn3 = BatchNorm2d(options.Output, device: device);
        RegisterComponents();
    }

    internal override BatchNorm2d LastNormalization => bn3;

    internal override IReadOnlyList<Tensor> WeightsThatScale(SePlacement place) => place switch
    {
        SePlacement.Standard => [bn3.weight!, bn3.bias!],
        SePlacement.Pre => [conv1.Weight],
        SePlacement.After3x3 => [conv3.Weight],
        _ => [],
    };

    public override Tensor forward(Tensor input) // (N, C, H, W)
    {
        using var scope = NewDisposeScope();
        var maps = Passes.ConvNormRelu(conv1, bn1, ScaledAt(SePlacement.Pre, input)); // (N, width, H, W)
        maps = ScaledAt(SePlacement.After3x3, Passes.ConvNormRelu(conv2, bn2, maps)); // (N, width, H', W')
        var identity = ScaledAt(SePlacement.Identity, Shortcut(input)); // (N, 4·planes, H', W')
        // ReLU(s · bn3(conv3(maps)) + identity)
        maps = Passes.BlockEnd(conv3, bn3, At(SePlacement.Standard), maps, identity); // (N, 4·planes, H', W')
        return ScaledAt(SePlacement.Post, maps).MoveToOuterDisposeScope(); // (N, 4·planes, H', W')
    }
}

/// <summary>
/// What both blocks have: squeeze and excitation at one of its places (Hu et al., https://arxiv.org/abs/1709.01507, fig. 5) and the
/// shortcut, by which a block's input reaches its addition (He et al., https://arxiv.org/abs/1512.03385, section 3.3 and 4.1).
/// </summary>
internal abstract class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly (SafeConvolution Convolution, BatchNorm2d Normalization)? _projection;

    // Protected, so that TorchSharp finds them when it registers a block's layers.
    protected readonly SqueezeExcitation? se;
    protected readonly Sequential? downsample;

    protected ResidualBlock(BlockOptions options, Device device, INetworkPasses passes) : base(nameof(ResidualBlock))
    {
        (Options, Passes) = (options, passes);
        se = options.SqueezeExcitation is { } scaling ? new SqueezeExcitation(options.ScaledChannels, scaling, device) : null;
        if (!options.NeedsProjection)
            return;
        var kernel = options.Stride == 1 ? 1 : options.ProjectionKernel;
        var convolution = new SafeConvolution(options.Input, options.Output, kernel, options.Stride, device: device);
        var normalization = BatchNorm2d(options.Output, device: device);
        _projection = (convolution, normalization);
        downsample = Sequential(convolution, normalization);
    }

    internal BlockOptions Options { get; }

    /// <summary>The batch normalization that ends the residual branch.</summary>
    internal abstract BatchNorm2d LastNormalization { get; }

    /// <summary>
    /// The weights that, multiplied by a constant, do what the same constant does as the scale at a place; none where there are no such
    /// weights.
    /// </summary>
    internal abstract IReadOnlyList<Tensor> WeightsThatScale(SePlacement place);

    /// <summary>Makes all scales one constant, for now: what the gate makes of a bias.</summary>
    internal void BeginExcitation(float bias) => se?.Begin(bias);

    protected INetworkPasses Passes { get; }

    /// <summary>Squeeze and excitation, if this is its place.</summary>
    protected SqueezeExcitation? At(SePlacement place) => Options.SqueezeExcitation?.Placement == place ? se : null;

    /// <summary>Applies squeeze and excitation, if this is its place.</summary>
    protected Tensor ScaledAt(SePlacement place, Tensor maps) => At(place) is { } here ? Passes.Scale(here, maps) : maps;

    /// <summary>(N, C, H, W) → (N, C', H', W').</summary>
    protected Tensor Shortcut(Tensor input) =>
        _projection is var (convolution, normalization) ? Passes.ConvNorm(convolution, normalization, input)
        : Options.ChangesSize ? ParameterFreeShortcut.Of(input, Options.Stride, Options.Output)
        : input;
}
