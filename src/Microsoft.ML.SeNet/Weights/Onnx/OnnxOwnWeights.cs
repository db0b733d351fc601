using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>Weights out of a model that this library exported: its metadata describe the network, its constants have
/// the network's names.</summary>
internal static class OnnxOwnWeights
{
    private const string Weight = ".weight";

    // Of weights, biases and the statistics of a normalization that is no convolution's.
    private static readonly string[] s_endings = [Weight, ".bias", ".running_mean", ".running_var"];

    /// <summary>All weights of a model.</summary>
    /// <param name="content">The model.</param>
    /// <param name="network">What its metadata say of the network.</param>
    internal static OnnxTensors Of(OnnxContent content, NetworkOptions network) =>
        new(content, null, Weights(content, new FoldableLayers(network), (float)(1 - network.Epsilon)));

    private static IEnumerable<(string Name, OnnxWeight Weight)> Weights(OnnxContent content, FoldableLayers layers, float variance)
    {
        foreach (var (name, constant) in content.Constants)
        {
            var dot = name.LastIndexOf('.');
            if (dot < 0 || !s_endings.Contains(name[dot..]))
                continue;
            var layer = name[..dot];
            if (layers.NormalizationAfter(layer) is not { } normalization)
            {
                yield return (name, OnnxWeight.Of(constant));
                continue;
            }
            if (name[dot..] != Weight)
                continue;
            yield return (name, OnnxWeight.Of(constant));
            var channels = constant.Shape.FirstOrDefault();
            if (layers.HasBias(layer))
                yield return ($"{layer}.bias", OnnxWeight.Filled(channels, 0)); // the normalization has it
            var bias = content.Find($"{layer}.bias") is { } found ? OnnxWeight.Of(found) : null;
            foreach (var part in OnnxWeight.Bias(normalization, channels, bias, variance))
                yield return part;
        }
    }
}
