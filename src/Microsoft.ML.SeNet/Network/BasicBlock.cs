using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Two 3×3 convolutions (He et al., https://arxiv.org/abs/1512.03385, fig. 5 left). (N, C, H, W) → (N, planes, H/stride, W/stride).</summary>
internal sealed class BasicBlock : ResidualBlock
{
    // Named as in the state dictionary: TorchSharp registers layers by the names of their fields.
    private readonly Module<Tensor, Tensor> conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Module<Tensor, Tensor> conv2;
    private readonly Module<Tensor, Tensor> bn2;

    internal BasicBlock(BlockOptions options, Layers layers) : base(nameof(BasicBlock), options, layers)
    {
        conv1 = layers.Convolution(options.Input, options.Planes, 3, options.Strides[0], activated: true);
        bn1 = layers.Normalization(options.Planes);
        conv2 = layers.Convolution(options.Planes, options.Planes, 3, options.Strides[1]);
        bn2 = layers.Normalization(options.Planes);
        RegisterComponents();
    }

    protected override Module<Tensor, Tensor> LastConvolution => conv2;

    internal override Module<Tensor, Tensor> LastNormalization => bn2;

    protected override (Tensor Hidden, Tensor? Scale) Branch(Tensor input) => (Layers.Activated(conv1, bn1, input), null); // (N, planes, H', W')

    protected override int StrideUpTo(string layer) => Options.Stride;
}
