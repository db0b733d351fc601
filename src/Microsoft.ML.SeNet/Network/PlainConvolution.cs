using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// libtorch's convolution with weights that are not drawn, for a network that draws or reads them itself afterwards.
/// (N, C, H, W) → (N, C', H/stride, W/stride).
/// </summary>
internal sealed class PlainConvolution : Module<Tensor, Tensor>
{
    // Named as in the state dictionary: TorchSharp registers parameters by the names of their fields.
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly int _stride;
    private readonly long _padding;
    private readonly int _groups;

    /// <param name="weightShape">(C', C / groups, k, k).</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="groups">Of its channels.</param>
    /// <param name="hasBias">Whether there is one.</param>
    /// <param name="device">Where the weights are.</param>
    internal PlainConvolution(long[] weightShape, int stride, int groups, bool hasBias, Device device) : base(nameof(PlainConvolution))
    {
        (_stride, _padding, _groups) = (stride, weightShape[3] / 2, groups);
        weight = Layers.Weight(weightShape, device);
        bias = hasBias ? Layers.Weight([weightShape[0]], device) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => SafeConvolution.Of(input, weight, bias, _stride, _padding, _groups);
}
