using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// A fully connected layer, or a 1×1 convolution of maps of one position, for prediction on the CPU: (N, K) → (N, C) and (N, K, 1, 1) → (N, C, 1, 1), float32.
/// </summary>
internal sealed class DenseLayer : Module<Tensor, Tensor>
{
    // Named as in the state dictionary: TorchSharp registers parameters by the names of their fields.
    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <param name="weightShape">(C, K) or (C, K, 1, 1), as the layer has it that it stands for.</param>
    /// <param name="hasBias">Whether there is one.</param>
    internal DenseLayer(long[] weightShape, bool hasBias) : base(nameof(DenseLayer))
    {
        weight = Layers.Weight(weightShape, CPU, learns: false);
        bias = hasBias ? Layers.Weight([weightShape[0]], CPU, learns: false) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var shape = input.shape;
        shape[1] = weight.shape[0];
        return DenseProduct.Of(input.flatten(1).contiguous(), weight, bias).view(shape).MoveToOuterDisposeScope();
    }
}
