using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// 1×1, 3×3 (grouped in a ResNeXt) and 1×1 convolutions (He et al., https://arxiv.org/abs/1512.03385, fig. 5 right).
/// (N, C, H, W) → (N, 4·planes, H/stride, W/stride).
/// </summary>
internal sealed class BottleneckBlock : ResidualBlock
{
    // Named as in the state dictionary: TorchSharp registers layers by the names of their fields.
    private readonly Module<Tensor, Tensor> conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Module<Tensor, Tensor> conv2;
    private readonly Module<Tensor, Tensor> bn2;
    private readonly Module<Tensor, Tensor> conv3;
    private readonly Module<Tensor, Tensor> bn3;

    internal BottleneckBlock(BlockOptions options, Layers layers) : base(nameof(BottleneckBlock), options, layers)
    {
        var strides = options.Strides;
        conv1 = layers.Convolution(options.Input, options.FirstWidth, 1, strides[0], activated: true);
        bn1 = layers.Normalization(options.FirstWidth);
        conv2 = layers.Convolution(options.FirstWidth, options.Width, 3, strides[1], options.Groups, activated: true);
        bn2 = layers.Normalization(options.Width);
        conv3 = layers.Convolution(options.Width, options.Output, 1, strides[2]);
        bn3 = layers.Normalization(options.Output);
        RegisterComponents();
    }

    protected override Module<Tensor, Tensor> LastConvolution => conv3;

    internal override Module<Tensor, Tensor> LastNormalization => bn3;

    protected override (Tensor Hidden, Tensor? Scale) Branch(Tensor input)
    {
        var narrow = Layers.Activated(conv1, bn1, input); // (N, width or half of it, H or H', W or W')
        var hidden = Layers.Activated(conv2, bn2, narrow); // (N, width, H', W')
        var scale = SqueezesEarly ? se!.Scale(hidden) : null; // (N, 4·planes, 1, 1)
        return (ScaledAt(SePlacement.After3x3, hidden), scale);
    }

    protected override int StrideUpTo(string layer) =>
        layer.StartsWith("conv1.", StringComparison.Ordinal) && Options.StridePosition == StridePosition.ThreeByThree ? 1 : Options.Stride;
}
