using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>A 1×1 convolution of maps of one position, as the matrix product that it is: (N, C, 1, 1) → (N, C', 1, 1). For prediction.</summary>
internal sealed class PooledLayer : Module<Tensor, Tensor>
{
    // Named as in the state dictionary: TorchSharp registers parameters by the names of their fields.
    private readonly Parameter weight;
    private readonly Parameter? bias;

    internal PooledLayer(int from, int to, bool hasBias) : base(nameof(PooledLayer))
    {
        using var scope = NewDisposeScope();
        weight = new Parameter(empty([to, from, 1, 1]), requires_grad: false);
        bias = hasBias ? new Parameter(empty([to]), requires_grad: false) : null;
        RegisterComponents();
        Layers.Keep(this);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.linear(input.flatten(1), weight.flatten(1), bias).unsqueeze(-1).unsqueeze(-1).MoveToOuterDisposeScope();
    }
}
