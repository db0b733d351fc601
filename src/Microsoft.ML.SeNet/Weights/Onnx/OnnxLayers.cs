using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>
/// The layers of a network as nodes of a graph. Each takes and gives the name of maps (N, C, H, W), and is named as in the state
/// dictionary.
/// </summary>
/// <param name="graph">Gets the nodes and the weights.</param>
/// <param name="weights">By name, with batch normalization folded in; they must live until the graph is written.</param>
internal sealed class OnnxLayers(OnnxGraph graph, IReadOnlyDictionary<string, Tensor> weights)
{
    /// <summary>A convolution with padding of half its kernel, as all are here; sizes and bias are those of its weights.</summary>
    internal string Convolution(string maps, string layer, int stride = 1, int groups = 1)
    {
        var kernel = (int)weights[$"{layer}.weight"].shape[2];
        return Convolution(maps, layer, stride, groups, Extent.Square(kernel).Half);
    }

    /// <summary>A convolution; sizes and bias are those of its weights.</summary>
    internal string Convolution(string maps, string layer, int stride, int groups, Extent padding)
    {
        var shape = weights[$"{layer}.weight"].shape;
        return graph.Node(
            "Conv", layer, [maps, .. Weights(layer)],
            OnnxAttribute.Many("kernel_shape", shape[2], shape[3]),
            OnnxAttribute.Many("strides", stride, stride),
            OnnxAttribute.Many("pads", padding.Height, padding.Width, padding.Height, padding.Width),
            OnnxAttribute.One("group", (long)groups));
    }

    internal string Relu(string maps, string place) => graph.Node("Relu", place, [maps]);

    internal string Add(string one, string other, string place) => graph.Node("Add", place, [one, other]);

    /// <summary>(x / 255 − mean) / deviation, as two operations: maps · scale + shift.</summary>
    internal string Normalized(string pixels, float[] scale, float[] shift)
    {
        const string place = "normalization";
        graph.Add(OnnxTensor.PerChannel($"{place}.scale", scale));
        graph.Add(OnnxTensor.PerChannel($"{place}.shift", shift));
        return graph.Node("Add", place, [graph.Node("Mul", place, [pixels, $"{place}.scale"]), $"{place}.shift"]);
    }

    /// <summary>The stem's 3×3 pooling with stride 2.</summary>
    internal string StemPooled(string maps, StemPooling pooling) => graph.Node(
        "MaxPool", "stem", [maps],
        OnnxAttribute.Many("kernel_shape", 3, 3),
        OnnxAttribute.Many("strides", 2, 2),
        OnnxAttribute.Many("pads", Around(pooling == StemPooling.Padded ? 1 : 0)),
        OnnxAttribute.One("ceil_mode", pooling == StemPooling.Padded ? 0L : 1));

    /// <summary>Every stride-th row and column, and zeros for the channels that are new (<see cref="ParameterFreeShortcut"/>).</summary>
    internal string ParameterFreeShortcut(string maps, BlockOptions block, string place)
    {
        var added = block.Output - block.Input;
        graph.Add(OnnxTensor.Of($"{place}.starts", [0, 0]));
        graph.Add(OnnxTensor.Of($"{place}.ends", [long.MaxValue, long.MaxValue]));
        graph.Add(OnnxTensor.Of($"{place}.axes", [2, 3]));
        graph.Add(OnnxTensor.Of($"{place}.steps", [block.Stride, block.Stride]));
        graph.Add(OnnxTensor.Of($"{place}.pads", [0, added / 2, 0, 0, 0, added - (added / 2), 0, 0]));
        var sampled = graph.Node("Slice", place, [maps, $"{place}.starts", $"{place}.ends", $"{place}.axes", $"{place}.steps"]);
        return graph.Node("Pad", place, [sampled, $"{place}.pads"]);
    }

    /// <summary>Squeeze and excitation (<see cref="SqueezeExcitation"/>).</summary>
    internal string Scaled(string maps, SqueezeExcitationOptions options, string place)
    {
        var squeezed = options.Squeeze switch
        {
            SeSqueeze.Average => graph.Node("GlobalAveragePool", place, [maps]), // (N, C, 1, 1)
            SeSqueeze.Max => graph.Node("GlobalMaxPool", place, [maps]), // (N, C, 1, 1)
            _ => maps,
        };
        var first = Convolution(squeezed, $"{place}.fc1"); // (N, R, 1, 1)
        var hidden = options.Activation == SeActivation.SiLU
            ? graph.Node("Mul", $"{place}.fc1", [first, graph.Node("Sigmoid", $"{place}.fc1", [first])])
            : Relu(first, $"{place}.fc1");
        var gate = options.Gate switch
        {
            SeGate.Sigmoid => "Sigmoid",
            SeGate.ReLU => "Relu",
            SeGate.Tanh => "Tanh",
            SeGate.HardSigmoid => "HardSigmoid",
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Gate, null),
        };
        var scale = graph.Node(gate, place, [Convolution(hidden, $"{place}.fc2")], [.. GateAttributes(options.Gate)]); // (N, C, 1, 1)
        return graph.Node("Mul", place, [maps, scale]);
    }

    /// <summary>Global average pooling: (N, C, H, W) → (N, C, 1, 1).</summary>
    internal string Pooled(string maps, string place) => graph.Node("GlobalAveragePool", place, [maps]);

    /// <summary>The fully connected layer: features (N, F, 1, 1) → logits (N, K).</summary>
    internal string Head(string pooled, string layer)
    {
        var features = graph.Node("Flatten", "features", [pooled]); // (N, F)
        return graph.Node("Gemm", layer, [features, .. Weights(layer)], OnnxAttribute.One("transB", 1L)); // (N, K)
    }

    /// <summary>The scores (N, K) under the name of the output.</summary>
    internal void Scores(string logits, string output, bool softmax)
    {
        if (softmax)
            graph.Node("Softmax", "scores.Softmax", output, [logits], OnnxAttribute.One("axis", 1L));
        else
            graph.Node("Identity", "scores.Identity", output, [logits]);
    }

    /// <summary>What the hard sigmoid of MobileNets has otherwise than ONNX unless told: x / 6 + 1 / 2.</summary>
    internal static IEnumerable<OnnxMessage> GateAttributes(SeGate gate) => gate == SeGate.HardSigmoid
        ? [OnnxAttribute.One("alpha", 1f / 6), OnnxAttribute.One("beta", 0.5f)]
        : [];

    /// <summary>Adds a weight that stays as it is; tells its name.</summary>
    internal string Weight(string name)
    {
        graph.Add(OnnxTensor.Of(name, weights[name]));
        return name;
    }

    /// <summary>Adds weight and, where there is one, bias of a layer; tells their names.</summary>
    private IEnumerable<string> Weights(string layer)
    {
        foreach (var name in (string[])[$"{layer}.weight", $"{layer}.bias"])
        {
            if (!weights.TryGetValue(name, out var weight))
                continue;
            graph.Add(OnnxTensor.Of(name, weight));
            yield return name;
        }
    }

    private static long[] Around(long padding) => [padding, padding, padding, padding];
}
