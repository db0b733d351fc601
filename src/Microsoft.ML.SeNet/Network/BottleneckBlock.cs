using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// 1×1, 3×3 (grouped in a ResNeXt) and 1×1 convolutions (He et al., https://arxiv.org/abs/1512.03385, fig. 5 right).
/// (N, C, H, W) → (N, 4·planes, H/stride, W/stride).
/// </summary>
internal sealed class BottleneckBlock : ResidualBlock
{
    private readonly Module<Tensor, Tensor> _conv1;
    private readonly Module<Tensor, Tensor> _bn1;
    private readonly Module<Tensor, Tensor> _conv2;
    private readonly Module<Tensor, Tensor> _bn2;
    private readonly Module<Tensor, Tensor> _conv3;
    private readonly Module<Tensor, Tensor> _bn3;

    internal BottleneckBlock(BlockOptions options, Layers layers) : base(nameof(BottleneckBlock), options, layers)
    {
        var (first, second) = options.StridePosition == StridePosition.OneByOne ? (options.Stride, 1) : (1, options.Stride);
        register_module("conv1", _conv1 = layers.Convolution(options.Input, options.Width, 1, first));
        register_module("bn1", _bn1 = layers.Normalisation(options.Width));
        register_module("conv2", _conv2 = layers.Convolution(options.Width, options.Width, 3, second, options.Groups));
        register_module("bn2", _bn2 = layers.Normalisation(options.Width));
        register_module("conv3", _conv3 = layers.Convolution(options.Width, options.Output, 1));
        register_module("bn3", _bn3 = layers.Normalisation(options.Output));
        RegisterShared();
    }

    internal override Module<Tensor, Tensor> LastNormalisation => _bn3;

    protected override Tensor Branch(Tensor input)
    {
        var narrow = _bn1.call(_conv1.call(input)).relu_(); // (N, width, H or H', W or W')
        var hidden = _bn2.call(_conv2.call(narrow)).relu_(); // (N, width, H', W')
        return _bn3.call(_conv3.call(ScaledAt(SePlacement.After3x3, hidden))); // (N, 4·planes, H', W')
    }

    protected override int StrideUpTo(string layer) =>
        layer.StartsWith("conv1.", StringComparison.Ordinal) && Options.StridePosition == StridePosition.ThreeByThree ? 1 : Options.Stride;
}
