using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>
/// A whole network as nodes, from pixels of 0 to 255 to scores; walks what the network was built from
/// (<see cref="ResidualRow"/> and <see cref="BlockOptions"/>, or a graph).
/// </summary>
internal static class OnnxNetwork
{
    private const string BatchSymbol = "N";

    /// <summary>Makes the graph.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its weights, with batch normalization folded in; they must live until the graph is written.</param>
    /// <param name="normalization">The network's input step.</param>
    /// <param name="evaluation">Tells the size of pictures; null where it is not known.</param>
    /// <param name="options">Names, and what the scores are.</param>
    internal static OnnxGraph Of(
        NetworkOptions network, IReadOnlyDictionary<string, Tensor> weights, Normalization normalization, EvaluationTransform? evaluation,
        OnnxExportOptions options)
    {
        var graph = new OnnxGraph();
        graph.Name(network.Name);
        var layers = new OnnxLayers(graph, weights);
        var pixels = AddInput(graph, evaluation, options.InputName);
        var (scale, shift) = PixelTensor.Factors(normalization);
        var input = layers.Normalized(pixels, scale, shift);
        var pooled = VariantRow.Of(network.Variant) is GraphRow row
            ? new OnnxGraphBody(layers, graph, network, options.Opset).Of(row.Graph(network), input, evaluation)
            : layers.Pooled(Residual(layers, network, input), "features");
        layers.Scores(layers.Head(pooled, SeResNet.HeadName), options.OutputName, options.Softmax);
        var what = options.Softmax ? "Probabilities" : "Logits";
        graph.Output(options.OutputName, $"{what} of the classes, in the order of label_names.", BatchSymbol, network.Classes);
        return graph;
    }

    private static string AddInput(OnnxGraph graph, EvaluationTransform? evaluation, string name)
    {
        const string description = "Pictures as planes of red, green and blue with values of 0 to 255; the graph normalizes them.";
        return evaluation is { ImageSize: var side }
            ? graph.Input(name, description, BatchSymbol, RgbView.Channels, side, side)
            : graph.Input(name, description, BatchSymbol, RgbView.Channels, "H", "W");
    }

    private static string Residual(OnnxLayers layers, NetworkOptions network, string input)
    {
        var (maps, stages) = (Stem(layers, network, input), NetworkLayout.Stages(network));
        for (var stage = 0; stage < stages.Count; stage++)
            for (var block = 0; block < stages[stage].Count; block++)
                maps = new OnnxBlock(layers, stages[stage][block], $"{ResidualBody.StagePrefix}{stage + 1}.{block}").Of(maps);
        return maps;
    }

    private static string Stem(OnnxLayers layers, NetworkOptions options, string input)
    {
        var (row, maps) = (ResidualRow.Of(options.Variant), input);
        for (var i = 0; i < row.StemConvolutions.Length; i++)
        {
            var layer = $"conv{i + 1}";
            maps = layers.Relu(layers.Convolution(maps, layer, row.StemConvolutions[i].Stride), layer);
        }
        return row.StemPools ? layers.StemPooled(maps, options.StemPooling) : maps;
    }
}
