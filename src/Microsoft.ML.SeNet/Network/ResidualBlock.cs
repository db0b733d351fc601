using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// A residual block with squeeze and excitation at any of its places (He et al., https://arxiv.org/abs/1512.03385;
/// Hu et al., https://arxiv.org/abs/1709.01507, fig. 5). (N, C, H, W) → (N, C', H/stride, W/stride).
/// </summary>
internal abstract class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly SePlacement? _placement;
    private readonly bool _isPacked;

    // Named as in the state dictionary, and protected so that TorchSharp finds them when it registers a block's layers.
    protected readonly SqueezeExcitation? se;
    protected readonly Module<Tensor, Tensor>? downsample;

    protected ResidualBlock(string name, BlockOptions options, Layers layers) : base(name)
    {
        Options = options;
        (_placement, _isPacked) = (options.SqueezeExcitation?.Placement, layers.IsPacked);
        SqueezesEarly = layers.IsPacked && options.SqueezesLinearly;
        se = options.SqueezeExcitation is { } scaling ? new SqueezeExcitation(ScaledChannels(options, scaling.Placement), scaling, layers, SqueezesEarly ? options.Width : null) : null;
        downsample = options.NeedsProjection ? layers.Projection(options.Input, options.Output, options.Stride == 1 ? 1 : options.ProjectionKernel, options.Stride) : null;
    }

    internal BlockOptions Options { get; }

    internal SqueezeExcitation? SqueezeExcitation => se;

    /// <summary>Whether squeeze and excitation look at the input of the last convolution, which their first layer has taken in: a quarter of the numbers.</summary>
    internal bool SqueezesEarly { get; }

    private static int ScaledChannels(BlockOptions options, SePlacement placement) => placement switch
    {
        SePlacement.Pre => options.Input,
        SePlacement.After3x3 => options.Width,
        _ => options.Output,
    };

    /// <summary>
    /// Whether the block learns where its branch begins at zero. ReLU and tanh can make scales of zero: of a branch of zeros always (then neither factor
    /// of the product has a gradient, and the branch stays zero for ever), of the other maps here and there, block by block, until nothing is left.
    /// </summary>
    internal bool LearnsFromZero => _placement is null or SePlacement.Pre or SePlacement.After3x3 || Options.SqueezeExcitation!.Gate == SeGate.Sigmoid;

    /// <summary>The residual branch before its last convolution, and the factors of squeeze and excitation where they are known by then.</summary>
    protected abstract (Tensor Hidden, Tensor? Scale) Branch(Tensor input);

    /// <summary>The convolution that ends the residual branch.</summary>
    protected abstract Module<Tensor, Tensor> LastConvolution { get; }

    /// <summary>The batch normalization that ends the residual branch.</summary>
    internal abstract Module<Tensor, Tensor> LastNormalization { get; }

    public sealed override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (hidden, scale) = Branch(ScaledAt(SePlacement.Pre, input)); // (N, width, H', W') and (N, C', 1, 1)
        var identity = ScaledAt(SePlacement.Identity, Shortcut(input)); // (N, C', H', W')
        return ScaledAt(SePlacement.Post, Ended(hidden, scale, identity)).MoveToOuterDisposeScope();
    }

    private Tensor Ended(Tensor hidden, Tensor? scale, Tensor identity)
    {
        if (JoinsAtOnce(scale) && LastConvolution is PackedConvolution { Joins: true } last)
            return last.Join(hidden, scale, identity);
        var maps = LastConvolution.call(hidden); // (N, C', H', W')
        var fused = Options.BranchEndsWithRelu ? null : Fusion.Tail(maps, identity, LastNormalization, _placement == SePlacement.Standard ? se : null);
        return fused ?? Tail(maps, scale, identity);
    }

    /// <summary>Whether nothing is left to learn from the last convolution's output before the block ends.</summary>
    private bool JoinsAtOnce(Tensor? scale) => !Options.BranchEndsWithRelu && (_placement != SePlacement.Standard || scale is not null);

    private Tensor Tail(Tensor maps, Tensor? scale, Tensor identity)
    {
        var branch = LastNormalization.call(maps); // (N, C', H', W')
        if (Options.BranchEndsWithRelu)
            branch.relu_();
        if (_placement == SePlacement.Standard)
            scale ??= se!.Scale(branch); // (N, C', 1, 1)
        return Joined(branch, scale, identity);
    }

    /// <summary>ReLU(scale · branch + identity); may overwrite the branch.</summary>
    private Tensor Joined(Tensor branch, Tensor? scale, Tensor identity)
    {
        if (!_isPacked || !BlockTail.Takes(branch, scale, identity))
            return (scale is null ? branch : branch.mul(scale.to(branch.dtype))).add_(identity).relu_();
        BlockTail.Join(branch, scale, identity);
        return branch;
    }

    private Tensor Shortcut(Tensor input) =>
        downsample is not null ? downsample.call(input)
        : Options.ChangesSize ? ParameterFreeShortcut.Of(input, Options.Stride, Options.Output)
        : input;

    /// <summary>Applies squeeze and excitation if this is the place for it.</summary>
    protected Tensor ScaledAt(SePlacement place, Tensor maps) => _placement == place ? se!.call(maps) : maps;

    /// <summary>The size of the map that a layer of this block (by its name in the state dictionary) puts out.</summary>
    internal MapSize SizeAfter(string layer, MapSize input)
    {
        if (!layer.StartsWith("se.", StringComparison.Ordinal))
            return input.Strided(StrideUpTo(layer));
        return se!.Pools ? new MapSize(1, 1) : SizeScaled(input);
    }

    /// <summary>The size of the map that squeeze and excitation scales.</summary>
    internal MapSize SizeScaled(MapSize input) => _placement == SePlacement.Pre ? input : SizeAfterBlock(input);

    internal MapSize SizeAfterBlock(MapSize input) => input.Strided(Options.Stride);

    /// <summary>The stride between the block's input and the output of one of its convolutions.</summary>
    protected abstract int StrideUpTo(string layer);
}
