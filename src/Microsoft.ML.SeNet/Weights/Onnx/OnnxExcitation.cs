namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>
/// Squeeze and excitation in a graph: maps are averaged, go through two layers with ReLU between them and a logistic function behind, and
/// come back as factors of the maps.
/// </summary>
internal static class OnnxExcitation
{
    /// <summary>Reads one.</summary>
    /// <param name="layers">The graph.</param>
    /// <param name="maps">What is scaled.</param>
    /// <param name="block">The block's name.</param>
    internal static (string Output, IReadOnlyList<(string Name, OnnxWeight Weight)> Weights) Read(
        OnnxLayerReader layers, string maps, string block)
    {
        var next = layers.Next(maps);
        var pooling = next.FirstOrDefault(layers.IsGlobalPooling);
        var product = next.FirstOrDefault(node => node.Operation == "Mul");
        if (pooling is null || product is null)
            throw layers.Unexpected($"an addition, or squeeze and excitation, at the end of the branch of {block}", layers.Text(maps));
        layers.Once(pooling);
        var weights = new List<(string Name, OnnxWeight Weight)>();
        var hidden = Dense("fc1", layers.SkipShapes(pooling.Output));
        var scales = Dense("fc2", layers.SkipShapes(layers.Only(layers.SkipShapes(hidden), "Relu").Output));
        var factors = layers.SkipShapes(layers.Only(layers.SkipShapes(scales), "Sigmoid").Output);
        return product.Inputs.Contains(factors)
            ? (layers.Once(product).Output, weights)
            : throw layers.Unexpected($"the scales of {block} to be multiplied with its maps", layers.Text(factors));

        string Dense(string name, string value)
        {
            var dense = layers.TryDense(value)
                ?? throw layers.Unexpected($"a fully connected layer or 1×1 convolution as {name} of {block}", layers.Text(value));
            weights.Add(($"{block}.se.{name}.weight", dense.Weight));
            if (dense.Bias is { } bias)
                weights.Add(($"{block}.se.{name}.bias", bias));
            return dense.Output;
        }
    }
}
