using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <summary>
/// Multinomial logistic regression by stochastic gradient descent with Nesterov momentum, written out in float64 without tensors: what the
/// head of a network with a frozen backbone must learn.
/// </summary>
internal sealed class LogisticRegression
{
    private readonly Settings _settings;
    private readonly int _features;
    private readonly double[] _velocities;
    private readonly double[] _biasVelocities;

    private LogisticRegression(Settings settings, double[] weights, double[] biases)
    {
        (_settings, Weights, Biases) = (settings, weights, biases);
        _features = weights.Length / biases.Length;
        (_velocities, _biasVelocities) = (new double[weights.Length], new double[biases.Length]);
    }

    /// <summary>(K, F), row by row.</summary>
    internal double[] Weights { get; }

    /// <summary>(K).</summary>
    internal double[] Biases { get; }

    /// <summary>Starts from a network's head.</summary>
    internal static LogisticRegression Of(SeResNet network, Settings settings) =>
        new(settings, Values(network, "fc.weight"), Values(network, "fc.bias"));

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

    /// <summary>One step on the mean cross-entropy of a batch.</summary>
    internal void Step((double[] Input, int Label)[] batch, double rate)
    {
        var gradients = new double[Weights.Length];
        var biasGradients = new double[Biases.Length];
        foreach (var (input, label) in batch)
        {
            var errors = Errors(input, label);
            for (var k = 0; k < errors.Length; k++)
            {
                biasGradients[k] += errors[k] / batch.Length;
                for (var f = 0; f < _features; f++)
                    gradients[(k * _features) + f] += errors[k] * input[f] / batch.Length;
            }
        }
        Move(Weights, gradients, _velocities, rate, _settings.WeightDecay);
        Move(Biases, biasGradients, _biasVelocities, rate, 0);
    }

    /// <summary>Softmax less the smoothed target.</summary>
    private double[] Errors(double[] input, int label)
    {
        var logits = Biases.Select(
            (bias, k) => bias + Enumerable.Range(0, _features).Sum(f => Weights[(k * _features) + f] * input[f])).ToArray();
        var exponentials = logits.Select(logit => Math.Exp(logit - logits.Max())).ToArray();
        return [.. exponentials.Select((value, k) =>
            (value / exponentials.Sum()) - (_settings.LabelSmoothing / Biases.Length) - (k == label ? 1 - _settings.LabelSmoothing : 0))];
    }

    private void Move(double[] values, double[] gradients, double[] velocities, double rate, double decay)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var gradient = gradients[i] + (decay * values[i]);
            velocities[i] = (_settings.Momentum * velocities[i]) + gradient;
            values[i] -= rate * (gradient + (_settings.Momentum * velocities[i]));
        }
    }

    private static double[] Values(SeResNet network, string name)
    {
        using var parameter = network.get_parameter(name)!.detach();
        return [.. parameter.data<float>().ToArray().Select(value => (double)value)];
    }

    internal sealed record Settings(double LabelSmoothing, double WeightDecay, double Momentum);
}
