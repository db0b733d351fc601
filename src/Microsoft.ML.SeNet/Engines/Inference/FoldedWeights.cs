using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// A trained network's weights with each batch normalization folded into the convolution before it: with s = γ / √(variance + ε), weight' =
/// s·weight and bias' = β + s·(bias − mean) (Jacob et al., https://arxiv.org/abs/1712.05877, section 3.2). Computed in float64.
/// </summary>
/// <param name="trained">The network's; stays the caller's.</param>
internal sealed class FoldedWeights(NetworkState trained)
{
    private readonly double _epsilon = trained.Options.Epsilon;
    private readonly FoldableLayers _layers = new(trained.Options);

    /// <summary>A weight that is not folded, by its name; null if there is none.</summary>
    internal Tensor? Find(string name) => trained.Tensors.GetValueOrDefault(name);

    /// <summary>Weight (C', C / groups, k, k) and bias (C') of a convolution, in float64.</summary>
    internal (Tensor Weight, Tensor Bias) Convolution(string layer)
    {
        var weight = trained.Tensors[$"{layer}.weight"].to(ScalarType.Float64);
        var bias = Find($"{layer}.bias")?.to(ScalarType.Float64);
        if (_layers.NormalizationAfter(layer) is not { } normalization)
            return (weight, bias ?? zeros(weight.shape[0], ScalarType.Float64));
        var (scale, shift) = Normalization(normalization);
        return (weight * scale.view(-1, 1, 1, 1), bias is null ? shift : shift + (scale * bias));
    }

    /// <summary>Scale (C) and shift (C) that a batch normalization is, in float64.</summary>
    internal (Tensor Scale, Tensor Shift) Normalization(string name)
    {
        var weights = trained.Tensors;
        var deviation = (weights[$"{name}.running_var"].to(ScalarType.Float64) + _epsilon).sqrt(); // (C)
        var scale = weights[$"{name}.weight"].to(ScalarType.Float64) / deviation; // (C)
        return (scale, weights[$"{name}.bias"] - (scale * weights[$"{name}.running_mean"]));
    }

    /// <summary>
    /// All weights of the folded network by name, each of its own type; they belong to the current dispose scope, or are the network's.
    /// </summary>
    internal IReadOnlyDictionary<string, Tensor> ToDictionary()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var all = new Dictionary<string, Tensor>();
        var layers = trained.Tensors.Keys.Select(name => name[..name.LastIndexOf('.')]).Distinct().ToList();
        var folded = layers.Select(_layers.NormalizationAfter).OfType<string>().ToHashSet();
        foreach (var (name, tensor) in trained.Tensors)
        {
            var layer = name[..name.LastIndexOf('.')];
            if (folded.Contains(layer) || !tensor.is_floating_point())
                continue;
            all[name] = tensor;
            if (_layers.NormalizationAfter(layer) is null)
                continue;
            var (weight, bias) = Convolution(layer);
            all[$"{layer}.weight"] = weight.to(tensor.dtype).MoveToOuterDisposeScope();
            all[$"{layer}.bias"] = bias.to(tensor.dtype).MoveToOuterDisposeScope();
        }
        return all;
    }

    /// <summary>A copy of a weight, contiguous and in no dispose scope.</summary>
    internal static Tensor Copy(Tensor weight, Device device, ScalarType type)
    {
        using var untracked = no_grad();
        return empty(weight.shape, type, device).copy_(weight).DetachFromDisposeScope();
    }
}
