using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>One of the <see cref="PackedConvolutions"/> as a layer of a network. (N, C, H, W) → (N, C', H/stride, W/stride).</summary>
internal sealed class PackedConvolution(PackedConvolutions packed, int stride, int padding, int groups, bool appliesReLU) : Module<Tensor, Tensor>(nameof(PackedConvolution))
{
    private int? _number;

    /// <summary>Whether its answers went through ReLU.</summary>
    internal bool AppliesReLU => appliesReLU;

    /// <summary>Gives it its weights.</summary>
    /// <param name="weight">(C', C / groups, k, k).</param>
    /// <param name="bias">(C').</param>
    internal void Pack(Tensor weight, Tensor bias) => _number = packed.Add(weight, bias, stride, padding, groups, appliesReLU);

    public override Tensor forward(Tensor input) => packed.Run(input, Number);

    /// <summary>Whether it can end a residual block in the same pass.</summary>
    internal bool Joins => packed.Joins(Number);

    /// <inheritdoc cref="PackedConvolutions.Join"/>
    internal Tensor Join(Tensor input, Tensor? scale, Tensor identity) => packed.Join(input, Number, scale, identity);

    private int Number => _number ?? throw new InvalidOperationException("The convolution has no weights yet.");
}
