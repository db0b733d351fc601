using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// Folds each batch normalization into the convolution before it: with s = γ / √(variance + ε), weight' = s·weight and
/// bias' = β − s·mean (Jacob et al., https://arxiv.org/abs/1712.05877, section 3.2). Computed in float64.
/// </summary>
internal static class InferenceForm
{
    // BatchNorm2d's default, which every network here uses.
    private const double Epsilon = 1e-5;

    /// <summary>The folded form, on the device and of the type of a network's weights.</summary>
    internal static SeResNet Of(NetworkState trained)
    {
        var like = trained.Tensors["fc.weight"];
        return Of(trained, Layers.Folded, folded => folded.to(like.device, like.dtype));
    }

    /// <summary>The packed form, on the CPU, of a network in float32.</summary>
    /// <param name="trained">The network.</param>
    /// <param name="convolutions">Where its convolutions go; lives as long as the result and stays the caller's.</param>
    /// <param name="type">What convolutions compute in: float32 or bfloat16.</param>
    internal static SeResNet Packed(NetworkState trained, PackedConvolutions convolutions, ScalarType type) =>
        Of(trained, Layers.PackedIn(convolutions), _ => { }, type);

    private static SeResNet Of(NetworkState trained, Layers layers, Action<SeResNet> move, ScalarType packedType = ScalarType.Float32)
    {
        var folded = new SeResNet(trained.Options, layers);
        try
        {
            move(folded);
            Fill(folded, trained.Tensors, packedType);
            return folded;
        }
        catch
        {
            folded.Dispose();
            throw;
        }
    }

    private static void Fill(SeResNet folded, IReadOnlyDictionary<string, Tensor> weights, ScalarType packedType)
    {
        folded.eval();
        using var untracked = no_grad();
        using var all = NewDisposeScope();
        var composed = folded.named_modules().Where(block => block.module is ResidualBlock { SqueezesEarly: true }).SelectMany(block => Composed(block.name, weights)).ToDictionary();
        foreach (var (name, parameter) in folded.named_parameters())
        {
            using var scope = NewDisposeScope();
            parameter.copy_(composed.TryGetValue(name, out var made) ? made : Folded(name, weights));
            parameter.requires_grad = false;
        }
        foreach (var (name, layer) in folded.named_modules())
        {
            using var scope = NewDisposeScope();
            if (layer is PackedConvolution convolution)
                convolution.Pack(Folded($"{name}.weight", weights).to(packedType), Folded($"{name}.bias", weights).to(packedType));
        }
    }

    /// <summary>
    /// The first layer of excitation as one of the last convolution's input, by name: W₁·W and W₁·b + b₁, where W and b are that convolution's. The mean
    /// over positions, which stands between the two, changes places with the convolution.
    /// </summary>
    private static (string Name, Tensor Values)[] Composed(string name, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var scope = NewDisposeScope();
        var first = weights[$"{name}.se.fc1.weight"].to(ScalarType.Float64).flatten(1); // (R, C)
        var convolution = Folded($"{name}.conv3.weight", weights).to(ScalarType.Float64).flatten(1); // (C, width)
        var bias = first.matmul(Folded($"{name}.conv3.bias", weights).to(ScalarType.Float64)); // (R)
        if (weights.TryGetValue($"{name}.se.fc1.bias", out var own))
            bias = bias + own;
        var weight = first.matmul(convolution).unsqueeze(-1).unsqueeze(-1); // (R, width, 1, 1)
        return [($"{name}.se.fc1.weight", weight.MoveToOuterDisposeScope()), ($"{name}.se.fc1.bias", bias.MoveToOuterDisposeScope())];
    }

    private static Tensor Folded(string name, IReadOnlyDictionary<string, Tensor> weights)
    {
        var dot = name.LastIndexOf('.');
        var (layer, kind) = (name[..dot], name[(dot + 1)..]);
        if (NormalizationAfter(layer) is not { } norm || !weights.ContainsKey($"{norm}.running_var"))
            return weights[name];
        var scale = weights[$"{norm}.weight"].to(ScalarType.Float64) / (weights[$"{norm}.running_var"].to(ScalarType.Float64) + Epsilon).sqrt(); // (C)
        return kind == "bias"
            ? weights[$"{norm}.bias"] - scale * weights[$"{norm}.running_mean"] // (C)
            : weights[name] * scale.view(-1, 1, 1, 1); // (C, C_in / groups, k, k)
    }

    /// <summary>The batch normalization that follows a convolution, by name: conv2 → bn2, downsample.0 → downsample.1.</summary>
    private static string? NormalizationAfter(string layer)
    {
        if (layer.EndsWith("downsample.0", StringComparison.Ordinal))
            return layer[..^1] + "1";
        var conv = layer.LastIndexOf("conv", StringComparison.Ordinal);
        return conv < 0 ? null : string.Concat(layer.AsSpan(0, conv), "bn", layer.AsSpan(conv + "conv".Length));
    }
}
