using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet;

/// <content>What a training starts from.</content>
public sealed partial class SeResNetTrainer
{
    private const int DefaultFrozenEpochs = 1;

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
        faults.Require(options.LayerRateDecay is > 0 and <= 1, nameof(options.LayerRateDecay), "above 0 and at most 1", options.LayerRateDecay);
        if (!faults.RequireDefined(options.Backbone, nameof(options.Backbone)))
            return;
        faults.Require(
            options.Backbone == BackboneTraining.Full || options.InitialWeights is not null, nameof(options.Backbone),
            $"{BackboneTraining.Full} where there are no {nameof(options.InitialWeights)}", options.Backbone);
        faults.Require(
            options.Backbone != BackboneTraining.Frozen || !StartsExcitationsAnew(options), nameof(options.Backbone),
            $"another than {BackboneTraining.Frozen} where {nameof(options.InitialWeights)} are those of a plain network, since squeeze and excitation starts anew and must learn", options.Backbone);
        CheckFrozenEpochs(options, faults);
        if (options.Backbone == BackboneTraining.Frozen)
            CheckNothingBut(options, faults);
    }

    /// <summary>Whether a part is frozen first and learns later.</summary>
    private static bool Thaws(Options options) => options.Backbone is BackboneTraining.FrozenThenFull or BackboneTraining.Gradual;

    private static void CheckFrozenEpochs(Options options, Faults faults)
    {
        if (!Thaws(options))
            faults.Require(options.FrozenEpochs is null, nameof(options.FrozenEpochs), $"null where {nameof(options.Backbone)} is {options.Backbone}", options.FrozenEpochs);
        else
            faults.Require(
                (options.FrozenEpochs ?? DefaultFrozenEpochs) is >= 1 and var epochs && epochs < options.Epochs, nameof(options.FrozenEpochs),
                $"1 or more and less than {nameof(options.Epochs)}, which is {options.Epochs}", options.FrozenEpochs ?? DefaultFrozenEpochs);
    }

    /// <summary>A frozen backbone sees each picture once, as it is: what would change pictures or the backbone cannot be meant.</summary>
    private static void CheckNothingBut(Options options, Faults faults)
    {
        var frozen = $"where {nameof(options.Backbone)} is {BackboneTraining.Frozen}";
        faults.Require(options.Augmentation != AugmentationPreset.Strong, nameof(options.Augmentation), $"{AugmentationPreset.None} or {AugmentationPreset.Light} {frozen}, since pictures are not augmented", options.Augmentation);
        foreach (var (name, value) in new[]
        {
            (nameof(options.ColorJitter), options.ColorJitter), (nameof(options.RandomErasingProbability), options.RandomErasingProbability),
            (nameof(options.MixUpAlpha), options.MixUpAlpha), (nameof(options.CutMixAlpha), options.CutMixAlpha),
        })
            faults.Require(value is null or 0, name, $"0 or null {frozen}, since pictures are not augmented", value);
        faults.Require(options.LayerRateDecay == 1, nameof(options.LayerRateDecay), $"1 {frozen}, since no stage learns", options.LayerRateDecay);
    }

    /// <summary>Whether the network has squeeze and excitation that the initial weights lack.</summary>
    private static bool StartsExcitationsAnew(Options options) =>
        options.InitialWeights is { } weights && options.SqueezeExcitation() is not null && weights.Network.Canonical.SqueezeExcitation is null;

    private void ReportStart(IChannel channel)
    {
        if (StartsExcitationsAnew(_options))
            channel.Info(MessageSensitivity.None, $"The initial weights are those of {_options.InitialWeights!.Network.Name}, a plain network: squeeze and excitation starts from the seed.");
    }

    private static void CheckSameBackbone(NetworkOptions wanted, SeNetWeights weights, Faults faults)
    {
        if (weights.Network.Canonical.SqueezeExcitation is null)
            wanted = wanted with { SqueezeExcitation = null }; // a plain network is a start for all but these blocks
        var differences = NetworkDifferences.Between(wanted.Canonical, weights.Network.Canonical);
        faults.Require(
            differences.Count == 0, nameof(Options.InitialWeights), $"weights of {wanted.Name} as the other options describe it",
            $"those of {weights.Name}, which differ: {string.Join(" ", differences).TrimEnd('.')}. Set the options to the values of the weights, or take other weights");
    }

    /// <summary>The weights to start from, read; null for fresh ones.</summary>
    private InitialNetwork? Initial(IReadOnlyList<string> labels) => _options.InitialWeights is { } weights ? new InitialNetwork(weights, labels) : null;
}
