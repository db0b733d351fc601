using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights;
using Options = Microsoft.ML.SeNet.SeResNetTrainer.Options;

namespace Microsoft.ML.SeNet.Trainer;

/// <summary>
/// Everything that may be wrong with a trainer's options, told at once. Between which numbers one option may be is declared with the
/// option; here is what several of them say together.
/// </summary>
internal static class OptionChecks
{
    /// <summary>Checks every option, the network's among them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The message lists all that is wrong.</exception>
    internal static void Check(Options options)
    {
        var faults = new Faults(nameof(SeResNetTrainer));
        CheckColumns(options, faults);
        LimitsAttribute.Check(options, faults);
        CheckMembers(options, faults);
        CheckNetwork(options, faults);
        CheckOptimization(options, faults);
        CheckBalance(options, faults);
        CheckData(options, faults);
        CheckStart(options, faults);
        faults.ThrowIfAny(nameof(options));
    }

    private static void CheckColumns(Options options, Faults faults)
    {
        var (score, predicted, embedding) = (options.ScoreColumnName, options.PredictedLabelColumnName, options.EmbeddingColumnName);
        var names = new[]
        {
            (nameof(options.LabelColumnName), options.LabelColumnName), (nameof(options.FeatureColumnName), options.FeatureColumnName),
            (nameof(options.ScoreColumnName), score), (nameof(options.PredictedLabelColumnName), predicted),
        };
        foreach (var (name, value) in names)
            faults.Require(!string.IsNullOrWhiteSpace(value), name, "the name of a column", value is null ? null : $"'{value}'");
        faults.Require(
            embedding is null || (!string.IsNullOrWhiteSpace(embedding) && embedding != score && embedding != predicted),
            nameof(options.EmbeddingColumnName),
            $"another name than {nameof(options.ScoreColumnName)} and {nameof(options.PredictedLabelColumnName)}, or null",
            $"'{embedding}'");
        faults.Require(
            score != predicted, nameof(options.PredictedLabelColumnName),
            $"another name than {nameof(options.ScoreColumnName)}", $"'{predicted}'");
    }

    /// <summary>Sees that each enumeration has a member of its own; squeeze and excitation sees to its own.</summary>
    private static void CheckMembers(Options options, Faults faults)
    {
        foreach (var property in typeof(Options).GetProperties().Where(property => property.PropertyType.IsEnum))
        {
            if (typeof(SqueezeExcitationOptions).GetProperty(property.Name) is null)
                faults.RequireDefined(property.PropertyType, property.GetValue(options)!, property.Name);
        }
    }

    private static void CheckNetwork(Options options, Faults faults)
    {
        if (Enum.IsDefined(options.Network))
        {
            options.NetworkOf(classes: 2).Check(faults);
            CheckSize(options, faults);
        }
        else
            options.SqueezeExcitation()?.Check(faults);
        options.AugmentationChanges().Check(options.Augmentation, faults);
    }

    private static void CheckSize(Options options, Faults faults)
    {
        // What else is wrong with the network is told already; then it has no least size.
        if (options.ImageSize is not > 0 || options.SqueezeExcitation() is { ReductionRatio: < 1 })
            return;
        var least = VariantRow.Of(options.Network).LeastSide(options.NetworkOf(classes: 2));
        faults.Require(
            options.ImageSize >= least, nameof(options.ImageSize), $"{least} or more, the pictures that {options.Network} takes",
            options.ImageSize);
    }

    private static void CheckOptimization(Options options, Faults faults)
    {
        faults.Require(
            options.FinalLearningRate >= 0 && options.FinalLearningRate <= options.LearningRate, nameof(options.FinalLearningRate),
            $"0 to {nameof(options.LearningRate)}", options.FinalLearningRate);
        faults.Require(
            options.Schedule == TrainingSchedule.Cosine || !Enum.IsDefined(options.Schedule) || options.FinalLearningRate == 0,
            nameof(options.FinalLearningRate),
            $"0 where {nameof(options.Schedule)} is {options.Schedule}", options.FinalLearningRate);
        faults.Require(
            !options.Nesterov || options.Momentum != 0, nameof(options.Nesterov),
            $"false where {nameof(options.Momentum)} is 0", options.Nesterov);
    }

    private static void CheckBalance(Options options, Faults faults)
    {
        if (!Enum.IsDefined(options.ClassBalance) || options.ClassWeights is not { } weights)
            return;
        faults.Require(
            options.ClassBalance == ClassBalance.None, nameof(options.ClassWeights),
            $"null where {nameof(options.ClassBalance)} is {options.ClassBalance}", $"weights of {weights.Count} classes");
        foreach (var (name, weight) in weights)
            faults.Require(
                double.IsFinite(weight) && weight > 0, $"{nameof(options.ClassWeights)}[\"{name}\"]", "a number above 0", weight);
    }

    private static void CheckData(Options options, Faults faults)
    {
        faults.Require(
            options.ValidationFraction == 0 || options.ValidationSet is null, nameof(options.ValidationFraction),
            $"0 where {nameof(options.ValidationSet)} is given", options.ValidationFraction);
        faults.Require(float.IsFinite(options.PixelOffset), nameof(options.PixelOffset), "a finite number", options.PixelOffset);
        faults.Require(
            float.IsFinite(options.PixelScale) && options.PixelScale != 0, nameof(options.PixelScale),
            "a finite number other than 0", options.PixelScale);
        faults.Require(
            options.CheckpointPath is null || !string.IsNullOrWhiteSpace(options.CheckpointPath), nameof(options.CheckpointPath),
            "the name of a file, or null", $"'{options.CheckpointPath}'");
        faults.Require(
            options.CheckpointEverySteps == 0 || options.CheckpointPath is not null, nameof(options.CheckpointEverySteps),
            $"0 where there is no {nameof(options.CheckpointPath)}", options.CheckpointEverySteps);
    }

    private static void CheckStart(Options options, Faults faults)
    {
        if (options.InitialWeights is { } weights && Enum.IsDefined(options.Network))
            CheckSameBackbone(options.NetworkOf(weights.Network.Classes), weights, faults);
        if (!Enum.IsDefined(options.Backbone))
            return;
        faults.Require(
            options.Backbone == BackboneTraining.Full || options.InitialWeights is not null, nameof(options.Backbone),
            $"{BackboneTraining.Full} where there are no {nameof(options.InitialWeights)}", options.Backbone);
        faults.Require(
            options.Backbone != BackboneTraining.Frozen || !Enum.IsDefined(options.Network)
            || !options.StartsExcitationsAnew(), nameof(options.Backbone),
            $"another than {BackboneTraining.Frozen} where {nameof(options.InitialWeights)} are those of a plain network and squeeze and "
            + "excitation of this placement and gate cannot begin as the identity, so that it must learn",
            options.Backbone);
        CheckFrozenEpochs(options, faults);
        if (options.Backbone == BackboneTraining.Frozen)
            CheckNothingBut(options, faults);
    }

    private static void CheckFrozenEpochs(Options options, Faults faults)
    {
        if (options.Backbone == BackboneTraining.Gradual)
        {
            var frozen = options.FrozenEpochsOrDefault;
            faults.Require(
                frozen >= 1 && frozen < options.Epochs, nameof(options.FrozenEpochs),
                $"1 or more and less than {nameof(options.Epochs)}, which is {options.Epochs}", frozen);
        }
        else
        {
            faults.Require(
                options.FrozenEpochs is null, nameof(options.FrozenEpochs),
                $"null where {nameof(options.Backbone)} is {options.Backbone}", options.FrozenEpochs);
        }
    }

    /// <summary>A frozen backbone sees each picture once, as it is: what would change pictures or the backbone cannot be meant.</summary>
    private static void CheckNothingBut(Options options, Faults faults)
    {
        var frozen = $"where {nameof(options.Backbone)} is {BackboneTraining.Frozen}";
        faults.Require(
            options.Augmentation != AugmentationPreset.Strong, nameof(options.Augmentation),
            $"{AugmentationPreset.None} or {AugmentationPreset.Light} {frozen}, since pictures are not augmented", options.Augmentation);
        foreach (var (name, value) in new[]
        {
            (nameof(options.ColorJitter), options.ColorJitter),
            (nameof(options.RandomErasingProbability), options.RandomErasingProbability), (nameof(options.CutoutSize), options.CutoutSize),
            (nameof(options.MixUpAlpha), options.MixUpAlpha), (nameof(options.CutMixAlpha), options.CutMixAlpha),
        })
            faults.Require(value is null or 0, name, $"0 or null {frozen}, since pictures are not augmented", value);
        faults.Require(
            options.LayerRateDecay == 1, nameof(options.LayerRateDecay), $"1 {frozen}, since no stage learns", options.LayerRateDecay);
    }

    private static void CheckSameBackbone(NetworkOptions wanted, SeNetWeights weights, Faults faults)
    {
        if (weights.Network.Canonical.SqueezeExcitation is null)
            wanted = wanted with { SqueezeExcitation = null }; // a plain network is a start for all but these blocks
        var differences = NetworkDifferences.Between(wanted.Canonical, weights.Network.Canonical);
        faults.Require(
            differences.Count == 0, nameof(Options.InitialWeights), $"weights of {wanted.Name} as the other options describe it",
            $"those of {weights.Name}, which differ: {string.Join(" ", differences).TrimEnd('.')}. Set the options to the values of "
            + "the weights, or take other weights");
    }
}
