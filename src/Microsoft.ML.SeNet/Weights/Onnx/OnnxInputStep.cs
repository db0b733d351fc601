namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>What a graph does to pixels before its first convolution: a product and a sum for each color.</summary>
internal static class OnnxInputStep
{
    private const int Colors = 3;

    /// <summary>Goes past it.</summary>
    /// <param name="layers">The graph.</param>
    /// <param name="value">The input.</param>
    /// <param name="normalization">What it amounts to; null where there is no such step.</param>
    /// <returns>What goes into the first convolution.</returns>
    internal static string Skip(OnnxLayerReader layers, string value, out Normalization? normalization)
    {
        var (scale, shift, any) = (Filled(1), Filled(0), false);
        while (layers.Next(value) is [{ Operation: "Mul" or "Div" or "Add" or "Sub" or "Identity" or "Cast" } node])
        {
            layers.Once(node);
            if (node.Operation is not ("Identity" or "Cast"))
            {
                Apply(node.Operation, Constant(layers, node, value), scale, shift);
                any = true;
            }
            value = node.Output;
        }
        normalization = any ? Of(layers, scale, shift) : null;
        return value;
    }

    private static void Apply(string operation, double[] constant, double[] scale, double[] shift)
    {
        for (var color = 0; color < Colors; color++)
        {
            var number = constant[color];
            (scale[color], shift[color]) = operation switch
            {
                "Mul" => (scale[color] * number, shift[color] * number),
                "Div" => (scale[color] / number, shift[color] / number),
                "Add" => (scale[color], shift[color] + number),
                _ => (scale[color], shift[color] - number),
            };
        }
    }

    private static double[] Constant(OnnxLayerReader layers, OnnxReadNode node, string value)
    {
        var name = node.Inputs[0] == value ? node.Inputs.ElementAtOrDefault(1) : null;
        name ??= node.Operation is "Mul" or "Add" ? node.Inputs.FirstOrDefault(input => input != value) : null;
        var numbers = name is not null && layers.Constant(name) is { Count: 1 or Colors } constant ? constant.ToSingles() : null;
        return numbers switch
        {
            [var one] => Filled(one),
            { Length: Colors } => [.. numbers.Select(number => (double)number)],
            _ => throw layers.Unexpected(
                $"one number, or one for each of {Colors} colors, in a {node.Operation} before the first convolution",
                "something else"),
        };
    }

    /// <summary>
    /// (x / 255 − mean) / deviation for pixels of 0 to 255. A scale of half or more is for pixels of 0 to 1: nobody's deviation is 2 or
    /// 1 / 510 of the range.
    /// </summary>
    private static Normalization Of(OnnxLayerReader layers, double[] scale, double[] shift)
    {
        const double SmallestForPixelsUpToOne = 0.5;
        var range = scale[0] >= SmallestForPixelsUpToOne ? 1.0 : byte.MaxValue;
        float[] deviation = [.. scale.Select(factor => (float)(1 / (factor * range)))];
        float[] mean = [.. shift.Zip(scale, (sum, factor) => (float)(-sum / (factor * range)))];
        return deviation.All(value => float.IsFinite(value) && value > 0) && mean.All(float.IsFinite)
            ? new Normalization(mean, deviation)
            : throw layers.Unexpected("a step before the first convolution that normalizes pixels", "one with a scale of 0 or below");
    }

    private static double[] Filled(double value) => [value, value, value];
}
