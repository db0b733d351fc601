using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Which batch normalization stands behind which convolution, by their names in the state dictionary.</summary>
/// <param name="options">The network.</param>
internal sealed class FoldableLayers(NetworkOptions options)
{
    private readonly Dictionary<string, ConvolutionOperation>? _ofGraph = VariantRow.Of(options.Variant) is GraphRow row
        ? row.Graph(options).Nodes.Where(node => node.Operation is ConvolutionOperation)
            .ToDictionary(node => node.Name, node => (ConvolutionOperation)node.Operation, StringComparer.Ordinal)
        : null;

    /// <summary>Whether a convolution has a bias of its own, beside that of its normalization.</summary>
    internal bool HasBias(string layer) => _ofGraph?.GetValueOrDefault(layer)?.HasBias == true;

    /// <summary>The normalization behind a convolution; null where there is none, or this is no convolution of the body.</summary>
    internal string? NormalizationAfter(string layer)
    {
        if (_ofGraph is not null)
            return _ofGraph.GetValueOrDefault(layer)?.Normalization;
        var last = layer[(layer.LastIndexOf('.') + 1)..];
        return layer.EndsWith("downsample.0", StringComparison.Ordinal) ? $"{layer[..^1]}1"
            : last.StartsWith("conv", StringComparison.Ordinal) ? $"{layer[..^last.Length]}bn{last["conv".Length..]}"
            : null;
    }
}
