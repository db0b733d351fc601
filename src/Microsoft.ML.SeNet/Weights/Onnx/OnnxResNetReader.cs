using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>
/// Walks the graph of a residual network from its input to its end, as <see cref="SeResNet"/> is built, and names what it meets:
/// exporters rename weights, or fold batch normalization into them, but none moves a convolution. What is met and is none of a residual
/// network's layers is refused.
/// </summary>
internal sealed class OnnxResNetReader
{
    private const int MostStemConvolutions = 3;

    private readonly OnnxContent _content;
    private readonly OnnxLayerReader _layers;
    private readonly List<(string Name, OnnxWeight Weight)> _weights = [];
    private readonly List<OnnxBlockGeometry> _blocks = [];
    private long _channels;

    internal OnnxResNetReader(OnnxContent content) => (_content, _layers) = (content, new OnnxLayerReader(content));

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is no residual network.</exception>
    internal OnnxTensors Read()
    {
        var input = _content.Inputs.FirstOrDefault(name => _content.Find(name) is null) ?? throw _layers.Unexpected("an input", "none");
        var pixels = OnnxInputStep.Skip(_layers, input, out var normalization);
        var (maps, pooling) = Stem(pixels);
        maps = Stages(maps);
        var hasHead = Head(maps);
        return new OnnxTensors(_content, new OnnxGeometry(pooling, _blocks) { Normalization = normalization, HasHead = hasHead }, _weights);
    }

    private (string Maps, OnnxReadNode? Pooling) Stem(string maps)
    {
        for (var i = 1; i <= MostStemConvolutions && _layers.Next(maps) is [{ Operation: "Conv" } convolution]; i++)
        {
            var layer = Add($"conv{i}", $"bn{i}", convolution);
            maps = _layers.Only(layer.Output, "Relu").Output;
        }
        if (_layers.Next(maps) is not [{ Operation: "MaxPool" } pooling])
            return (maps, null);
        return (pooling.Output, pooling);
    }

    private string Stages(string maps)
    {
        var (stage, block) = (0, 0);
        while (_layers.Next(maps).Any(node => node.Operation == "Conv"))
        {
            var strided = _layers.Next(maps).Any(node => node.Operation == "Conv" && OnnxLayerReader.StrideOf(node) > 1)
                || (_blocks.Count > 0 && _layers.Next(maps).Count(node => node.Operation == "Conv") == 2);
            (stage, block) = stage == 0 || strided ? (stage + 1, 0) : (stage, block + 1);
            maps = Block(maps, $"{ResidualBody.StagePrefix}{stage}.{block}");
        }
        return _blocks.Count > 0 ? maps : throw _layers.Unexpected("residual blocks behind the first convolutions", _layers.Text(maps));
    }

    private string Block(string maps, string name)
    {
        var starts = _layers.Next(maps).Where(node => node.Operation == "Conv").Select(_layers.Convolution).ToList();
        var branch = starts.FirstOrDefault(layer => _layers.Next(layer.Output) is [{ Operation: "Relu" }])
            ?? throw _layers.Unexpected($"a convolution with a ReLU behind it at the start of {name}", _layers.Text(maps));
        var projection = starts.FirstOrDefault(layer => layer != branch);
        var end = Branch(branch, name, out var geometry);
        var sum = _layers.Only(end, "Add");
        var shortcut = sum.Inputs.FirstOrDefault(input => input != end);
        if (projection is not null)
            Add($"{name}.downsample.0", $"{name}.downsample.1", projection);
        if (shortcut != (projection?.Output ?? maps))
            throw _layers.Unexpected($"the shortcut of {name} to be its input, or one convolution of it", _layers.Producer(shortcut));
        _blocks.Add(geometry with { Projection = projection?.Geometry });
        return _layers.Only(sum.Output, "Relu").Output;
    }

    private string Branch(OnnxLayer first, string name, out OnnxBlockGeometry geometry)
    {
        var (layer, convolutions, endsWithRelu) = (first, new List<OnnxConvolutionGeometry>(), false);
        while (true)
        {
            convolutions.Add(layer.Geometry);
            Add($"{name}.conv{convolutions.Count}", $"{name}.bn{convolutions.Count}", layer);
            if (convolutions.Count > MostStemConvolutions || _layers.Next(layer.Output) is not [{ Operation: "Relu" } relu])
                break;
            if (_layers.Next(relu.Output) is not [{ Operation: "Conv" } next])
            {
                (layer, endsWithRelu) = (layer with { Output = relu.Output }, true);
                break;
            }
            layer = _layers.Convolution(next);
        }
        geometry = new OnnxBlockGeometry(convolutions, endsWithRelu);
        return _layers.Next(layer.Output).Count == 2 ? Excitation(layer.Output, name) : layer.Output;
    }

    private string Excitation(string maps, string name)
    {
        var scaled = OnnxExcitation.Read(_layers, maps, name);
        _weights.AddRange(scaled.Weights);
        return scaled.Output;
    }

    /// <summary>What follows the last block: pooling and the fully connected layer, where they are there.</summary>
    private bool Head(string maps)
    {
        var features = _layers.Next(maps) is [var pooling] && _layers.IsGlobalPooling(pooling)
            ? _layers.SkipShapes(pooling.Output)
            : _layers.SkipShapes(maps);
        var dense = _layers.TryDense(features);
        var end = _layers.SkipShapes(dense?.Output ?? features, "Softmax");
        if (!_content.Outputs.Contains(end) || _layers.Next(end).Count > 0)
            throw _layers.Unexpected("the last block, pooling and one fully connected layer to be the end of the graph", _layers.Text(end));
        var head = dense ?? new OnnxDense(OnnxWeight.Filled(_channels, 0) with { Shape = [1, _channels] }, null, features);
        _weights.Add(("fc.weight", head.Weight));
        _weights.Add(("fc.bias", head.Bias ?? OnnxWeight.Filled(head.Weight.Shape[0], 0)));
        return dense is not null;
    }

    private OnnxLayer Add(string convolution, string normalization, OnnxReadNode node) =>
        Add(convolution, normalization, _layers.Convolution(node));

    private OnnxLayer Add(string convolution, string normalization, OnnxLayer layer)
    {
        _channels = layer.Weight.Shape[0];
        _weights.Add(($"{convolution}.weight", layer.Weight));
        _weights.AddRange(layer.Normalization.Select(part => ($"{normalization}.{part.Name}", part.Weight)));
        return layer;
    }
}
