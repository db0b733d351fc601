using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// A fully connected layer, (N, K) → (N, C), or as a 1×1 convolution (N, K, H, W) → (N, C, H, W), as its weight is (C, K) or (C, K, 1, 1).
/// Owns its weights. For any number of threads at a time.
/// </summary>
internal sealed class FullyConnected : IDisposable
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly bool _isOwn;

    /// <param name="weight">(C, K) or (C, K, 1, 1); copied.</param>
    /// <param name="bias">(C); copied; null for none.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">What to compute in.</param>
    /// <param name="isOwn">Whether our product computes it: in float32 on the CPU, maps of one position.</param>
    internal FullyConnected(Tensor weight, Tensor? bias, Device device, ScalarType type, bool isOwn)
    {
        _weight = FoldedWeights.Copy(weight, device, type);
        _bias = bias is null ? null : FoldedWeights.Copy(bias, device, type);
        _isOwn = isOwn;
    }

    /// <summary>K.</summary>
    internal long Inputs => _weight.shape[1];

    /// <summary>C.</summary>
    internal long Outputs => _weight.shape[0];

    /// <summary>With which kernel, in words.</summary>
    internal string Kernel => _isOwn ? "own product" : "libtorch's";

    /// <summary>(N, K) float32, contiguous → (N, C), by our product.</summary>
    internal Tensor OwnProduct(Tensor input) => DenseProduct.Of(input, _weight, _bias);

    internal Tensor Run(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Product(input).MoveToOuterDisposeScope();
    }

    private Tensor Product(Tensor input)
    {
        if (_isOwn)
        {
            var shape = input.shape;
            shape[1] = Outputs;
            return DenseProduct.Of(MapMemory.Contiguous(input.flatten(1)), _weight, _bias).view(shape);
        }
        if (_weight.dim() == 4)
            return nn.functional.conv2d(input, _weight, _bias);
        // In bfloat16 libtorch would have oneDNN add the bias in the same pass, which is no safer there than ReLU: see OneDnnConvolutions.
        return _weight.dtype == ScalarType.BFloat16 && _bias is not null
            ? nn.functional.linear(input, _weight).add(_bias)
            : nn.functional.linear(input, _weight, _bias);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
    }
}
