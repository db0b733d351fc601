using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet;

/// <content>What a training starts from.</content>
public sealed partial class SeResNetTrainer
{
    /// <summary>The network to train. What the options cannot say of it, the initial weights say.</summary>
    private static NetworkOptions NetworkOf(Options options, int classes)
    {
        var network = new NetworkOptions { Variant = options.Network, Classes = classes, SqueezeExcitation = options.SqueezeExcitation() };
        if (options.InitialWeights?.Network is not { } given)
            return network;
        return network with
        {
            Stride = given.Stride,
            StemPooling = given.StemPooling,
            Shortcut = given.Shortcut,
            ReluBeforeExcitation = given.ReluBeforeExcitation,
            SqueezeExcitation = network.SqueezeExcitation is { } se && given.SqueezeExcitation is { } from
                ? se with { Bias = from.Bias, Rounding = from.Rounding }
                : network.SqueezeExcitation,
        };
    }

    private static void CheckStart(Options options, Faults faults)
    {
        if (options.InitialWeights is { } weights && Enum.IsDefined(options.Network))
            CheckSameBackbone(NetworkOf(options, weights.Network.Classes), weights, faults);
    }

    private static void CheckSameBackbone(NetworkOptions wanted, SeNetWeights weights, Faults faults)
    {
        if (weights.Network.Canonical.SqueezeExcitation is null)
            wanted = wanted with { SqueezeExcitation = null }; // a plain network is a start for all but these blocks
        var differences = NetworkDifferences.Between(wanted.Canonical, weights.Network.Canonical);
        faults.Require(
            differences.Count == 0, nameof(Options.InitialWeights), $"weights of {wanted.Name} as the other options describe it",
            $"those of {weights.Name}, which differ: {string.Join(" ", differences).TrimEnd('.')}. Set the options to these values, or take other weights");
    }

    /// <summary>The weights to start from, read; null for fresh ones.</summary>
    private InitialNetwork? Initial(IReadOnlyList<string> labels) => _options.InitialWeights is { } weights ? new InitialNetwork(weights, labels) : null;
}
