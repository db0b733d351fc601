using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>
/// The weights of a network out of an ONNX file, under names as torchvision and timm have them. Where batch normalization was folded into
/// a convolution, the convolution keeps its weights, and the normalization becomes one that adds the bias and nothing else.
/// </summary>
internal sealed class OnnxTensors : ITensorSource
{
    /// <summary>What PyTorch and we add to variances.</summary>
    internal const float Epsilon = 1e-5f;

    private const string Variance = ".running_var";
    private const string Counter = ".num_batches_tracked";

    private readonly Dictionary<string, OnnxWeight> _weights;

    internal OnnxTensors(OnnxContent content, OnnxGeometry? geometry, IEnumerable<(string Name, OnnxWeight Weight)> weights)
    {
        (Content, Geometry) = (content, geometry);
        _weights = weights.ToDictionary(item => item.Name, item => item.Weight, StringComparer.Ordinal);
        var tensors = _weights.ToDictionary(item => item.Key, item => new TensorEntry(SafetensorsDType.F32, item.Value.Shape));
        foreach (var variance in _weights.Keys.Where(name => name.EndsWith(Variance, StringComparison.Ordinal)))
            tensors[variance[..^Variance.Length] + Counter] = new TensorEntry(SafetensorsDType.I64, []);
        Tensors = tensors;
    }

    public string Name => Content.Name;

    public string Format => "ONNX";

    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    internal OnnxContent Content { get; }

    /// <summary>Strides and pads as the graph has them; null where the file tells its network itself.</summary>
    internal OnnxGeometry? Geometry { get; }

    /// <summary>The same file with other weights.</summary>
    internal OnnxTensors With(OnnxGeometry geometry, Func<string, OnnxWeight, OnnxWeight?> change) => new(
        Content, geometry,
        _weights.Select(item => (item.Key, Weight: change(item.Key, item.Value))).Where(item => item.Weight is not null)
            .Select(item => (item.Key, item.Weight!)));

    public void ReadInto(string name, Tensor destination)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        if (_weights.TryGetValue(name, out var weight))
            destination.copy_(tensor(weight.Read()).view(destination.shape));
        else
            destination.zero_(); // a counter of batches, which ONNX has none of
    }

    public void Dispose()
    {
    }
}

/// <summary>One tensor that is made when it is asked for.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Read">Its numbers, row by row; as many as the shape says.</param>
internal sealed record OnnxWeight(IReadOnlyList<long> Shape, Func<float[]> Read)
{
    /// <summary>A constant as it is.</summary>
    internal static OnnxWeight Of(OnnxConstant constant) => new(constant.Shape, constant.ToSingles);

    /// <summary>The same number everywhere.</summary>
    internal static OnnxWeight Filled(long count, float value) => new([count], () =>
    {
        var numbers = new float[count];
        numbers.AsSpan().Fill(value);
        return numbers;
    });

    /// <summary>The normalization that adds a bias and nothing else, by its names behind the dot.</summary>
    internal static IEnumerable<(string Name, OnnxWeight Weight)> Bias(
        string normalization, long channels, OnnxWeight? bias, float variance = 1 - OnnxTensors.Epsilon) =>
    [
        ($"{normalization}.weight", Filled(channels, 1)),
        ($"{normalization}.bias", bias ?? Filled(channels, 0)),
        ($"{normalization}.running_mean", Filled(channels, 0)),
        ($"{normalization}.running_var", Filled(channels, variance)),
    ];
}
