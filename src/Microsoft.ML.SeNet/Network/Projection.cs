using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// The projection of a shortcut (He et al., https://arxiv.org/abs/1512.03385, section 3.3): a convolution and batch normalization, named 0 and 1 as in a
/// sequence. (N, C, H, W) → (N, C', H/stride, W/stride).
/// </summary>
internal sealed class Projection : Module<Tensor, Tensor>
{
    // Not as fields of their own: TorchSharp would register them a second time, under the fields' names.
    private readonly (Module<Tensor, Tensor> Convolution, Module<Tensor, Tensor> Normalization) _layers;

    internal Projection(Module<Tensor, Tensor> convolution, Module<Tensor, Tensor> normalization) : base(nameof(Projection))
    {
        _layers = (convolution, normalization);
        register_module("0", convolution);
        register_module("1", normalization);
    }

    public override Tensor forward(Tensor input)
    {
        using var maps = _layers.Convolution.call(input); // (N, C', H', W')
        return Fusion.Normalize(maps, _layers.Normalization, rectifies: false);
    }
}
