using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// A trained network's weights with each batch normalization folded into the convolution before it: with s = γ / √(variance + ε), weight' =
/// s·weight and bias' = β − s·mean (Jacob et al., https://arxiv.org/abs/1712.05877, section 3.2). Computed in float64.
/// </summary>
/// <param name="trained">The network's; stays the caller's.</param>
internal sealed class FoldedWeights(NetworkState trained)
{
    // BatchNorm2d's default, which every network here uses.
    private const double Epsilon = 1e-5;

    private const string Variance = ".running_var";

    /// <summary>A weight that is not folded, by its name; null if there is none.</summary>
    internal Tensor? Find(string name) => trained.Tensors.GetValueOrDefault(name);

    /// <summary>Weight (C', C / groups, k, k) and bias (C') of a convolution, in float64.</summary>
    internal (Tensor Weight, Tensor Bias) Convolution(string layer)
    {
        var (weights, norm) = (trained.Tensors, NormalizationAfter(layer));
        var deviation = (weights[$"{norm}{Variance}"].to(ScalarType.Float64) + Epsilon).sqrt(); // (C')
        var scale = weights[$"{norm}.weight"].to(ScalarType.Float64) / deviation; // (C')
        return (weights[$"{layer}.weight"] * scale.view(-1, 1, 1, 1), weights[$"{norm}.bias"] - scale * weights[$"{norm}.running_mean"]);
    }

    /// <summary>
    /// All weights of the folded network by name, each of its own type; they belong to the current dispose scope, or are the network's.
    /// </summary>
    internal IReadOnlyDictionary<string, Tensor> ToDictionary()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var all = new Dictionary<string, Tensor>();
        var variances = trained.Tensors.Keys.Where(name => name.EndsWith(Variance, StringComparison.Ordinal));
        var norms = variances.Select(name => name[..^Variance.Length]).ToHashSet();
        foreach (var (name, tensor) in trained.Tensors)
        {
            var layer = name[..name.LastIndexOf('.')];
            if (norms.Contains(layer))
                continue;
            all[name] = tensor;
            if (norms.Contains(NormalizationAfter(layer)))
            {
                var (weight, bias) = Convolution(layer);
                all[name] = weight.to(tensor.dtype).MoveToOuterDisposeScope();
                all[$"{layer}.bias"] = bias.to(tensor.dtype).MoveToOuterDisposeScope();
            }
        }
        return all;
    }

    /// <summary>A copy of a weight, contiguous and in no dispose scope.</summary>
    internal static Tensor Copy(Tensor weight, Device device, ScalarType type)
    {
        using var untracked = no_grad();
        return empty(weight.shape, type, device).copy_(weight).DetachFromDisposeScope();
    }

    /// <summary>The batch normalization that follows a convolution, by name: conv2 → bn2, downsample.0 → downsample.1.</summary>
    private static string NormalizationAfter(string layer) =>
        layer.EndsWith("downsample.0", StringComparison.Ordinal)
            ? $"{layer[..^1]}1"
            : layer.Replace("conv", "bn", StringComparison.Ordinal);
}
