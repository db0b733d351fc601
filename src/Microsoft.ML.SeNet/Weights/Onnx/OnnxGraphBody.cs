using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>A network that is a graph as nodes of ONNX, one after the other.</summary>
/// <param name="layers">Makes the nodes of layers.</param>
/// <param name="graph">Gets the others.</param>
/// <param name="network">The network.</param>
/// <param name="opset">Which operators there are.</param>
internal sealed class OnnxGraphBody(OnnxLayers layers, OnnxGraph graph, NetworkOptions network, int opset)
{
    private const int OpsetOfHardSwish = 14;

    /// <summary>(N, C, H, W) → features (N, F, 1, 1).</summary>
    /// <param name="nodes">The network.</param>
    /// <param name="input">The normalized pictures.</param>
    /// <param name="evaluation">Tells the size of pictures; null where it is not known.</param>
    /// <exception cref="NotSupportedException">The network cannot be written without the size.</exception>
    internal string Of(NetworkGraph nodes, string input, EvaluationTransform? evaluation)
    {
        var sizes = evaluation is { ImageSize: var side } ? GraphSizes.Of(nodes, Extent.Square(side)) : null;
        var names = new string[nodes.Nodes.Count];
        names[0] = input;
        foreach (var node in nodes.Nodes.Skip(1))
            names[node.Number] = Of(node, [.. node.Inputs.Select(from => names[from.Number])], sizes?[node.Inputs[0].Number]);
        return names[^1];
    }

    private string Of(GraphNode node, string[] inputs, Extent? size)
    {
        var (name, maps) = (node.Name, inputs[0]);
        return node.Operation switch
        {
            ConvolutionOperation convolution => Activated(
                layers.Convolution(maps, name, convolution.Stride, convolution.Groups, convolution.Padding), convolution.Activation, name),
            NormalizationOperation { Activation: var activation } => Activated(Normalized(maps, name), activation, name),
            ActivationOperation { Activation: var activation } => Activated(maps, activation, name),
            PoolingOperation pooling => Pooled(maps, pooling, name),
            AdaptivePoolingOperation { Side: 1 } => layers.Pooled(maps, name),
            AdaptivePoolingOperation { Side: var side } => Resized(maps, side, size ?? throw SizeMissing(), name),
            ExcitationOperation => layers.Scaled(maps, network.SqueezeExcitation!, name),
            SumOperation sum => Activated(
                layers.Add(Times(maps, sum.Scale, $"{name}.sum"), inputs[1], $"{name}.sum"), sum.Activation, name),
            ConcatenationOperation { Activation: var activation } =>
                Activated(graph.Node("Concat", name, inputs, OnnxAttribute.One("axis", 1L)), activation, name),
            ShuffleOperation { Groups: var groups } => Shuffled(maps, groups, node.Channels, name),
            ShakeOperation => Times(layers.Add(maps, inputs[1], $"{name}.shake"), 0.5f, $"{name}.shake"),
            SamplingOperation sampling => Sampled(maps, sampling, name),
            DropoutOperation => maps,
            _ => throw new NotSupportedException($"{node} has no nodes in ONNX."),
        };
    }

    private string Activated(string maps, Activation activation, string place) => activation switch
    {
        Activation.None => maps,
        Activation.ReLU => layers.Relu(maps, place),
        Activation.ReLU6 => graph.Node("Clip", place, [maps, Number($"{place}.least", 0), Number($"{place}.most", 6)]),
        Activation.SiLU => graph.Node("Mul", $"{place}.silu", [maps, graph.Node("Sigmoid", place, [maps])]),
        Activation.HardSwish when opset >= OpsetOfHardSwish => graph.Node("HardSwish", place, [maps]),
        Activation.HardSwish => graph.Node(
            "Mul", $"{place}.hardswish",
            [maps, graph.Node("HardSigmoid", place, [maps], [.. OnnxLayers.GateAttributes(SeGate.HardSigmoid)])]),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    private string Normalized(string maps, string layer) => graph.Node(
        "BatchNormalization", layer,
        [
            maps, layers.Weight($"{layer}.weight"), layers.Weight($"{layer}.bias"), layers.Weight($"{layer}.running_mean"),
            layers.Weight($"{layer}.running_var"),
        ],
        OnnxAttribute.One("epsilon", (float)network.Epsilon));

    private string Pooled(string maps, PoolingOperation pooling, string place)
    {
        var (kernel, stride, padding) = (pooling.Kernel, pooling.Stride, pooling.Padding);
        var beyond = pooling.BeginsEverywhere ? kernel - 1 : padding;
        List<OnnxMessage> attributes =
        [
            OnnxAttribute.Many("kernel_shape", kernel, kernel), OnnxAttribute.Many("strides", stride, stride),
            OnnxAttribute.Many("pads", padding, padding, beyond, beyond), OnnxAttribute.One("ceil_mode", pooling.RoundsUp ? 1L : 0),
        ];
        if (pooling.Kind == PoolingKind.Mean)
            attributes.Add(OnnxAttribute.One("count_include_pad", pooling.CountsPadding ? 1L : 0));
        return graph.Node(pooling.Kind == PoolingKind.Mean ? "AveragePool" : "MaxPool", place, [maps], attributes);
    }

    /// <summary>Means over parts of the rows, then of the columns: two products with constant matrices.</summary>
    private string Resized(string maps, int side, Extent size, string place)
    {
        if (size == Extent.Square(side))
            return maps;
        graph.Add(OnnxTensor.Of($"{place}.rows", Parts(side, size.Height, isTransposed: false), side, size.Height));
        graph.Add(OnnxTensor.Of($"{place}.columns", Parts(side, size.Width, isTransposed: true), size.Width, side));
        var rows = graph.Node("MatMul", $"{place}.rows", [$"{place}.rows", maps]);
        return graph.Node("MatMul", $"{place}.columns", [rows, $"{place}.columns"]);
    }

    /// <summary>What each part takes of each place: an equal share, from ⌊i · length / parts⌋ to ⌈(i + 1) · length / parts⌉.</summary>
    private static float[] Parts(int parts, int length, bool isTransposed)
    {
        var shares = new float[parts * length];
        for (var part = 0; part < parts; part++)
        {
            var (first, end) = (part * length / parts, (((part + 1) * length) + parts - 1) / parts);
            for (var place = first; place < end; place++)
                shares[isTransposed ? (place * parts) + part : (part * length) + place] = 1f / (end - first);
        }
        return shares;
    }

    private string Times(string maps, float factor, string place) =>
        factor == 1 ? maps : graph.Node("Mul", place, [maps, Number($"{place}.factor", factor)]);

    private string Shuffled(string maps, int groups, int channels, string place)
    {
        // 0 keeps the batch's size; what follows the channels is one dimension until they are in order.
        graph.Add(OnnxTensor.Of($"{place}.split", [0, groups, channels / groups, -1]));
        var split = graph.Node("Reshape", $"{place}.split", [maps, $"{place}.split"]);
        var turned = graph.Node("Transpose", place, [split], OnnxAttribute.Many("perm", 0, 2, 1, 3));
        graph.Add(OnnxTensor.Of($"{place}.batch", [0]));
        graph.Add(OnnxTensor.Of($"{place}.channels", [channels]));
        graph.Add(OnnxTensor.Of($"{place}.first", [2]));
        graph.Add(OnnxTensor.Of($"{place}.last", [4]));
        graph.Add(OnnxTensor.Of($"{place}.axis", [0]));
        var shape = graph.Node("Shape", place, [maps]);
        var size = graph.Node("Slice", place, [shape, $"{place}.first", $"{place}.last", $"{place}.axis"]);
        var joined = graph.Node("Concat", place, [$"{place}.batch", $"{place}.channels", size], OnnxAttribute.One("axis", 0L));
        return graph.Node("Reshape", place, [turned, joined]);
    }

    private string Sampled(string maps, SamplingOperation sampling, string place)
    {
        var (offset, stride) = (sampling.Offset, sampling.Stride);
        graph.Add(OnnxTensor.Of($"{place}.pads", [0, 0, 0, 0, 0, 0, offset, offset]));
        graph.Add(OnnxTensor.Of($"{place}.starts", [offset, offset]));
        graph.Add(OnnxTensor.Of($"{place}.ends", [long.MaxValue, long.MaxValue]));
        graph.Add(OnnxTensor.Of($"{place}.axes", [2, 3]));
        graph.Add(OnnxTensor.Of($"{place}.steps", [stride, stride]));
        var padded = offset == 0 ? maps : graph.Node("Pad", place, [maps, $"{place}.pads"]);
        return graph.Node("Slice", place, [padded, $"{place}.starts", $"{place}.ends", $"{place}.axes", $"{place}.steps"]);
    }

    /// <summary>A constant.</summary>
    private string Number(string name, float value)
    {
        graph.Add(OnnxTensor.Of(name, (float[])[value], []));
        return name;
    }

    private NotSupportedException SizeMissing() => new(
        $"Cannot write {network.Name} as ONNX: expected weights that tell the size of pictures, since its pooling depends on it, got none. "
        + $"Give it: SeNetWeights.FromNetwork(network, evaluation: new {nameof(EvaluationTransform)}(…)).");
}
