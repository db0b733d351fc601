using System.Globalization;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>Reads the layers of a graph, and tells what stands behind what.</summary>
internal sealed class OnnxLayerReader
{
    private static readonly string[] s_shapes = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity", "Dropout", "Cast", "Expand"];

    private readonly OnnxContent _content;
    private readonly ILookup<string, OnnxReadNode> _consumers;
    private readonly Dictionary<string, OnnxReadNode> _producers = new(StringComparer.Ordinal);
    private readonly HashSet<OnnxReadNode> _read = [];

    internal OnnxLayerReader(OnnxContent content)
    {
        _content = content;
        foreach (var node in content.Nodes.Where(node => !_producers.TryAdd(node.Output, node)))
            throw Unexpected("each value to come from one node", $"{SafetensorsFormat.Quote(node.Output)} from two");
        _consumers = content.Nodes.Where(node => node.Operation != "Shape")
            .SelectMany(node => node.Inputs.Distinct(), (node, input) => (node, input)).ToLookup(item => item.input, item => item.node);
    }

    /// <summary>The nodes that take a value; those that only look at its shape apart.</summary>
    internal IReadOnlyList<OnnxReadNode> Next(string value) => [.. _consumers[value]];

    /// <summary>The only node behind a value, which computes this.</summary>
    internal OnnxReadNode Only(string value, string operation) => Next(value) is [var node] && node.Operation == operation
        ? Once(node)
        : throw Unexpected($"{operation}", Text(value));

    /// <summary>What stands behind a value, for messages.</summary>
    internal string Text(string value) =>
        Next(value) is { Count: > 0 } nodes ? string.Join(", ", nodes.Select(node => SafetensorsFormat.Quote(node.Operation))) : "nothing";

    /// <summary>What a value comes from, for messages.</summary>
    internal string Producer(string? value) =>
        value is not null && _producers.TryGetValue(value, out var node)
            ? SafetensorsFormat.Quote(node.Operation)
            : "a constant or an input";

    internal OnnxConstant? Constant(string name) => _content.Find(name);

    internal static long StrideOf(OnnxReadNode convolution) => convolution.Integers("strides", 1, 1)[0];

    /// <summary>Goes past nodes that change no numbers.</summary>
    internal string SkipShapes(string value, string? besides = null)
    {
        while (Next(value) is [var node] && (s_shapes.Contains(node.Operation) || node.Operation == besides) && node.Inputs[0] == value)
            value = Once(node).Output;
        return value;
    }

    internal bool IsGlobalPooling(OnnxReadNode node) => node.Operation switch
    {
        "GlobalAveragePool" => true,
        "ReduceMean" => AxesOf(node) is [2, 3] or [-2, -1] or [3, 2] or [-1, -2],
        "AveragePool" => node.Integers("pads").All(pad => pad == 0) && node.Integers("kernel_shape") is [> 1, > 1],
        _ => false,
    };

    /// <summary>A convolution, and batch normalization behind it where it is there.</summary>
    internal OnnxLayer Convolution(OnnxReadNode node)
    {
        Once(node);
        var weight = Weight(node, 1, rank: 4);
        var bias = node.Inputs.Count > 2 ? Weight(node, 2, rank: 1) : null;
        var geometry = OnnxConvolutionGeometry.Of(node, weight.Shape, this);
        if (Next(node.Output) is not [{ Operation: "BatchNormalization" } normalization])
            return new OnnxLayer(weight, [.. OnnxWeight.Bias("", weight.Shape[0], bias).Select(part => (part.Name[1..], part.Weight))],
                geometry, node.Output);
        Once(normalization);
        var parts = Enumerable.Range(1, 4).Select(i => Weight(normalization, i, rank: 1)).ToArray();
        var (mean, variance) = (parts[2], parts[3]);
        var epsilon = normalization.Single("epsilon", OnnxTensors.Epsilon);
        return new OnnxLayer(
            weight,
            [
                ("weight", parts[0]), ("bias", parts[1]),
                ("running_mean", bias is null ? mean : Combined(mean, bias, (middle, shift) => middle - shift)),
                ("running_var", epsilon == OnnxTensors.Epsilon ? variance : variance with
                {
                    Read = () => Array.ConvertAll(variance.Read(), value => value + epsilon - OnnxTensors.Epsilon),
                }),
            ],
            geometry, normalization.Output);
    }

    /// <summary>A fully connected layer of features (N, F) or of maps (N, F, 1, 1); null where none follows.</summary>
    internal OnnxDense? TryDense(string value)
    {
        if (Next(value) is not [var node])
            return null;
        switch (node.Operation)
        {
            case "Conv":
                Once(node);
                return new OnnxDense(Weight(node, 1, rank: 4), node.Inputs.Count > 2 ? Weight(node, 2, rank: 1) : null, node.Output);
            case "Gemm":
                Once(node);
                var matrix = Weight(node, 1, rank: 2);
                return new OnnxDense(
                    node.Integer("transB", 0) == 1 ? matrix : Transposed(matrix), node.Inputs.Count > 2 ? Weight(node, 2, rank: 1) : null,
                    node.Output);
            case "MatMul":
                Once(node);
                var weight = Transposed(Weight(node, 1, rank: 2));
                if (Next(node.Output) is not [{ Operation: "Add" } sum])
                    return new OnnxDense(weight, null, node.Output);
                Once(sum);
                return new OnnxDense(weight, Weight(sum, sum.Inputs[0] == node.Output ? 1 : 0, rank: 1), sum.Output);
            default:
                return null;
        }
    }

    /// <summary>Notes that a node was met.</summary>
    /// <exception cref="InvalidDataException">It was met before: the graph runs in a circle.</exception>
    internal OnnxReadNode Once(OnnxReadNode node) =>
        _read.Add(node) ? node : throw Unexpected("a graph that goes from its input to its end", "one that comes back to a node");

    internal InvalidDataException Unexpected(string expected, string got) => new(
        $"'{_content.Name}' is no residual network that can be read from ONNX: expected {expected}, got {got}. Export a network of the "
        + "README, from PyTorch with torch.onnx.export in evaluation mode, or take its weights as safetensors.");

    /// <summary>A weight that a node takes, of as many dimensions.</summary>
    internal OnnxWeight Weight(OnnxReadNode node, int input, int rank)
    {
        var name = node.Inputs.ElementAtOrDefault(input) ?? "";
        var constant = _content.Find(name) ?? throw Unexpected(
            string.Create(CultureInfo.InvariantCulture, $"input {input} of a {node.Operation} to be a constant"),
            SafetensorsFormat.Quote(name));
        if (!constant.IsFloatingPoint || constant.Shape.Count != rank || constant.Count is null or 0)
            throw Unexpected(
                string.Create(CultureInfo.InvariantCulture,
                    $"numbers of {rank} dimensions as input {input} of a {node.Operation}"),
                $"{SafetensorsFormat.ShapeText(constant.Shape)} of type {constant.Type}");
        return OnnxWeight.Of(constant);
    }

    private IReadOnlyList<long> AxesOf(OnnxReadNode node)
    {
        var axes = node.Integers("axes");
        return axes.Count > 0 || node.Inputs.Count < 2 || _content.Find(node.Inputs[1]) is not { Data: [{ Length: 16 } data] } ? axes
            : [BitConverter.ToInt64(data.Span), BitConverter.ToInt64(data.Span[8..])];
    }

    private static OnnxWeight Combined(OnnxWeight one, OnnxWeight other, Func<float, float, float> combine) =>
        one with { Read = () => [.. one.Read().Zip(other.Read(), combine)] };

    private static OnnxWeight Transposed(OnnxWeight matrix)
    {
        var (rows, columns) = ((int)matrix.Shape[0], (int)matrix.Shape[1]);
        return new OnnxWeight([columns, rows], () =>
        {
            var (from, to) = (matrix.Read(), new float[rows * columns]);
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                    to[(column * rows) + row] = from[(row * columns) + column];
            return to;
        });
    }
}

/// <summary>A convolution and what follows it up to the next activation.</summary>
/// <param name="Weight">(C', C / groups, k, k).</param>
/// <param name="Normalization">Batch normalization by its names; one that adds a bias where it was folded away.</param>
/// <param name="Geometry">How it goes over maps.</param>
/// <param name="Output">The value that comes out.</param>
internal sealed record OnnxLayer(
    OnnxWeight Weight, IReadOnlyList<(string Name, OnnxWeight Weight)> Normalization, OnnxConvolutionGeometry Geometry, string Output);

/// <summary>A fully connected layer.</summary>
/// <param name="Weight">(K, F), or (K, F, 1, 1).</param>
/// <param name="Bias">(K); null for none.</param>
/// <param name="Output">The value that comes out.</param>
internal sealed record OnnxDense(OnnxWeight Weight, OnnxWeight? Bias, string Output);
