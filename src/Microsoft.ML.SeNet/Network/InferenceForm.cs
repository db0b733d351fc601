using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Folds each batch normalisation into the convolution before it: with s = γ / √(variance + ε), weight' = s·weight and
/// bias' = β − s·mean (Jacob et al., https://arxiv.org/abs/1712.05877, section 3.2). Computed in float64.
/// </summary>
internal static class InferenceForm
{
    // BatchNorm2d's default, which every network here uses.
    private const double Epsilon = 1e-5;

    internal static SeResNet Of(SeResNet trained)
    {
        if (trained.IsInferenceForm)
            throw new InvalidOperationException("The network is in inference form already; fold the trained network instead.");
        var like = trained.get_parameter("fc.weight")!;
        return Of(trained, Layers.Folded, folded => folded.to(like.device, like.dtype));
    }

    /// <summary>The packed form, on the CPU, of a network in float32.</summary>
    /// <param name="trained">The network.</param>
    /// <param name="convolutions">Where its convolutions go; lives as long as the result and stays the caller's.</param>
    /// <param name="type">What convolutions compute in: float32 or bfloat16.</param>
    internal static SeResNet Packed(SeResNet trained, PackedConvolutions convolutions, ScalarType type) =>
        Of(trained, Layers.PackedIn(convolutions), _ => { }, type);

    private static SeResNet Of(SeResNet trained, Layers layers, Action<SeResNet> move, ScalarType packedType = ScalarType.Float32)
    {
        var folded = new SeResNet(trained.Options, layers);
        try
        {
            move(folded);
            Fill(folded, trained.state_dict(), packedType);
            return folded;
        }
        catch
        {
            folded.Dispose();
            throw;
        }
    }

    private static void Fill(SeResNet folded, Dictionary<string, Tensor> weights, ScalarType packedType)
    {
        folded.eval();
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in folded.named_parameters())
        {
            parameter.copy_(Folded(name, weights));
            parameter.requires_grad = false;
        }
        foreach (var (name, layer) in folded.named_modules())
        {
            if (layer is PackedConvolution convolution)
                convolution.Pack(Folded($"{name}.weight", weights).to(packedType), Folded($"{name}.bias", weights).to(packedType));
        }
    }

    private static Tensor Folded(string name, Dictionary<string, Tensor> weights)
    {
        var dot = name.LastIndexOf('.');
        var (layer, kind) = (name[..dot], name[(dot + 1)..]);
        if (NormalisationAfter(layer) is not { } norm || !weights.ContainsKey($"{norm}.running_var"))
            return weights[name];
        var scale = weights[$"{norm}.weight"].to(ScalarType.Float64) / (weights[$"{norm}.running_var"].to(ScalarType.Float64) + Epsilon).sqrt(); // (C)
        return kind == "bias"
            ? weights[$"{norm}.bias"] - scale * weights[$"{norm}.running_mean"] // (C)
            : weights[name] * scale.view(-1, 1, 1, 1); // (C, C_in / groups, k, k)
    }

    /// <summary>The batch normalisation that follows a convolution, by name: conv2 → bn2, downsample.0 → downsample.1.</summary>
    private static string? NormalisationAfter(string layer)
    {
        if (layer.EndsWith("downsample.0", StringComparison.Ordinal))
            return layer[..^1] + "1";
        var conv = layer.LastIndexOf("conv", StringComparison.Ordinal);
        return conv < 0 ? null : string.Concat(layer.AsSpan(0, conv), "bn", layer.AsSpan(conv + "conv".Length));
    }
}
