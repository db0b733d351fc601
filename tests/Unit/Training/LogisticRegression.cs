using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <summary>
/// What a solved head must lower, written out in float64 without tensors: Σ w · cross-entropy / Σ w + λ/2 · ‖W‖² over features that are
/// centered and divided by their common root mean square. Strictly convex: where the gradient is zero there is the only minimum.
/// </summary>
internal static class LogisticRegression
{
    /// <summary>The largest part of the gradient for a head (K, F), (K) that acts on the features as they are.</summary>
    internal static double SteepestPart(
        double[][] features, int[] labels, double[]? classWeights, double strength, double[] weights, double[] biases)
    {
        var (count, width, classes) = (features.Length, features[0].Length, biases.Length);
        var mean = Enumerable.Range(0, width).Select(f => features.Average(row => row[f])).ToArray();
        var spread = Math.Sqrt(features.SelectMany(row => row.Zip(mean, (value, middle) => (value - middle) * (value - middle))).Average());
        var whole = labels.Sum(label => classWeights?[label] ?? 1);
        var gradient = new double[classes * (width + 1)];
        for (var row = 0; row < count; row++)
        {
            var logits = biases.Select(
                (bias, k) => bias + Enumerable.Range(0, width).Sum(f => weights[(k * width) + f] * features[row][f])).ToArray();
            var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
            for (var k = 0; k < classes; k++)
            {
                var error = (exponentials[k] / exponentials.Sum()) - (k == labels[row] ? 1 : 0);
                error *= (classWeights?[labels[row]] ?? 1) / whole;
                gradient[classes * width + k] += error;
                for (var f = 0; f < width; f++)
                    gradient[(k * width) + f] += error * (features[row][f] - mean[f]) / spread;
            }
        }
        for (var i = 0; i < classes * width; i++)
            gradient[i] += strength * weights[i] * spread;
        return gradient.Max(Math.Abs);
    }

    /// <summary>What a network in evaluation mode puts into its head, seen through a head that changes nothing.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pixels">(S, S, 3).</param>
    /// <param name="side">S.</param>
    internal static double[] Features(SeResNet network, byte[] pixels, int side)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var through = new SeResNet(network.Options with { Classes = network.FeatureCount }, new Seeds(1));
        through.CopyState(network, includesHead: false);
        through.get_parameter("fc.weight")!.copy_(eye(network.FeatureCount));
        through.get_parameter("fc.bias")!.zero_();
        through.eval();
        var input = new float[pixels.Length]; // (3, S, S)
        for (var i = 0; i < pixels.Length; i++)
            input[(i % 3 * side * side) + (i / 3)] = ((pixels[i] / 255f) - Normalization.ImageNet.Mean[i % 3])
                / Normalization.ImageNet.StandardDeviation[i % 3];
        return [.. through.call(tensor(input, [1, 3, side, side])).data<float>().ToArray().Select(value => (double)value)];
    }
}
