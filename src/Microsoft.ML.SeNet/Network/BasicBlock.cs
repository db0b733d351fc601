using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Two 3×3 convolutions (He et al., https://arxiv.org/abs/1512.03385, fig. 5 left). (N, C, H, W) → (N, planes, H/stride, W/stride).</summary>
internal sealed class BasicBlock : ResidualBlock
{
    private readonly Module<Tensor, Tensor> _conv1;
    private readonly Module<Tensor, Tensor> _bn1;
    private readonly Module<Tensor, Tensor> _conv2;
    private readonly Module<Tensor, Tensor> _bn2;

    internal BasicBlock(BlockOptions options, Layers layers) : base(nameof(BasicBlock), options, layers)
    {
        register_module("conv1", _conv1 = layers.Convolution(options.Input, options.Planes, 3, options.Stride));
        register_module("bn1", _bn1 = layers.Normalisation(options.Planes));
        register_module("conv2", _conv2 = layers.Convolution(options.Planes, options.Planes, 3));
        register_module("bn2", _bn2 = layers.Normalisation(options.Planes));
        RegisterShared();
    }

    internal override Module<Tensor, Tensor> LastNormalisation => _bn2;

    protected override Tensor Branch(Tensor input)
    {
        var hidden = _bn1.call(_conv1.call(input)).relu_(); // (N, planes, H', W')
        return _bn2.call(_conv2.call(hidden)); // (N, planes, H', W')
    }

    protected override int StrideUpTo(string layer) => Options.Stride;
}
