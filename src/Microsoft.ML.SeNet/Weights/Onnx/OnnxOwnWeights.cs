namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>Weights out of a model that this library exported: its metadata describe the network, its constants have
/// the network's names.</summary>
internal static class OnnxOwnWeights
{
    private const string Weight = ".weight";

    internal static OnnxTensors Of(OnnxContent content) => new(content, null, Weights(content));

    private static IEnumerable<(string Name, OnnxWeight Weight)> Weights(OnnxContent content)
    {
        foreach (var (name, constant) in content.Constants.Where(item => item.Key.EndsWith(Weight, StringComparison.Ordinal)))
        {
            var layer = name[..^Weight.Length];
            yield return (name, OnnxWeight.Of(constant));
            var bias = content.Find($"{layer}.bias") is { } found ? OnnxWeight.Of(found) : null;
            if (NormalizationOf(layer) is { } normalization)
            {
                foreach (var part in OnnxWeight.Bias(normalization, constant.Shape.FirstOrDefault(), bias))
                    yield return part;
            }
            else if (bias is not null)
            {
                yield return ($"{layer}.bias", bias);
            }
        }
    }

    /// <summary>The normalization that was folded into a layer; null for those that have none.</summary>
    private static string? NormalizationOf(string layer)
    {
        var last = layer.Split('.')[^1];
        return layer == SeResNet.HeadName || last is "fc1" or "fc2" ? null
            : last == "0" ? $"{layer[..^1]}1" // a projection
            : $"{layer[..^last.Length]}{last.Replace("conv", "bn", StringComparison.Ordinal)}";
    }
}
