using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>A whole network as nodes, from pixels of 0 to 255 to scores; walks what the network was built from (<see cref="VariantRow"/>, <see cref="BlockOptions"/>).</summary>
internal static class OnnxNetwork
{
    private const string BatchSymbol = "N";

    /// <summary>Makes the graph.</summary>
    /// <param name="network">The inference form, which must live until the graph is written.</param>
    /// <param name="normalization">The network's input step.</param>
    /// <param name="evaluation">Tells the size of pictures; null where it is not known.</param>
    /// <param name="options">Names, and what the scores are.</param>
    internal static OnnxGraph Of(SeResNet network, Normalization normalization, EvaluationTransform? evaluation, OnnxExportOptions options)
    {
        var graph = new OnnxGraph();
        graph.Name(network.Options.Name);
        var layers = new OnnxLayers(graph, network.state_dict());
        var pixels = AddInput(graph, evaluation, options.InputName);
        var (scale, shift) = PixelTensor.Factors(normalization);
        var maps = Stem(layers, network.Options, layers.Normalized(pixels, scale, shift));
        for (var stage = 0; stage < network.Stages.Count; stage++)
            for (var block = 0; block < network.Stages[stage].Count; block++)
                maps = new OnnxBlock(layers, network.Stages[stage][block].Options, $"{SeResNet.StagePrefix}{stage + 1}.{block}").Of(maps);
        layers.Scores(layers.Head(maps, SeResNet.HeadName), options.OutputName, options.Softmax);
        graph.Output(
            options.OutputName, options.Softmax ? "Probabilities of the classes, in the order of label_names." : "Logits of the classes, in the order of label_names.",
            BatchSymbol, network.Options.Classes);
        return graph;
    }

    private static string AddInput(OnnxGraph graph, EvaluationTransform? evaluation, string name)
    {
        const string description = "Pictures as planes of red, green and blue with values of 0 to 255; the graph normalizes them.";
        return evaluation is { ImageSize: var side }
            ? graph.Input(name, description, BatchSymbol, RgbView.Channels, side, side)
            : graph.Input(name, description, BatchSymbol, RgbView.Channels, "H", "W");
    }

    private static string Stem(OnnxLayers layers, NetworkOptions options, string input)
    {
        var (row, maps) = (VariantRow.Of(options.Variant), input);
        for (var i = 0; i < row.StemConvolutions.Length; i++)
        {
            var layer = $"conv{i + 1}";
            maps = layers.Relu(layers.Convolution(maps, layer, row.StemConvolutions[i].Stride), layer);
        }
        return row.StemPools ? layers.StemPooled(maps, options.StemPooling) : maps;
    }
}
