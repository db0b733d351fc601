using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>What the user asked the verb <c>train</c> for; null where the pictures decide.</summary>
internal sealed record TrainSettings
{
    internal required string? Data { get; init; }

    internal required string Output { get; init; }

    internal required NetworkName? Network { get; init; }

    internal required int? ReductionRatio { get; init; }

    internal required int? Epochs { get; init; }

    internal required double? Minutes { get; init; }

    internal required int? BatchSize { get; init; }

    internal required int? ImageSize { get; init; }

    internal required double? LearningRate { get; init; }

    internal required double ValidationFraction { get; init; }

    internal required AugmentationPreset? Augmentation { get; init; }

    internal required TrainingPrecision Precision { get; init; }

    internal required int Seed { get; init; }

    internal required string? Checkpoint { get; init; }

    /// <summary>A file, or one of the words of <see cref="ImageClassification.InitialWeights"/>.</summary>
    internal required string? InitialWeights { get; init; }

    internal required BackboneTraining? Backbone { get; init; }

    internal required int? FrozenEpochs { get; init; }

    internal required OnBadImage BadPictures { get; init; }

    internal required bool IsVerbose { get; init; }

    /// <summary>The command line, for the report.</summary>
    internal required string Command { get; init; }

    /// <summary>How to train on some pictures, as far as the user leaves it open.</summary>
    internal SeNetRecipe ToRecipe(MLContext ml, IDataView train, SeNetWeights? initial) => ml.MulticlassClassification.RecommendSeResNet(
        train, options: new SeNetRecipeOptions
        {
            TimeBudget = Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            InitialWeights = initial,
            FromScratch = ImageClassification.InitialWeights.IsNone(InitialWeights) || (Data is null && InitialWeights is null), // drawn
            Network = Network?.Variant,
            ImageSize = ImageSize,
            Epochs = Epochs,
            BatchSize = BatchSize,
        });

    /// <summary>The trainer's options: the recipe's but for what the user says.</summary>
    internal SeResNetTrainer.Options ToOptions(SeNetRecipe recipe)
    {
        var options = recipe.ToOptions();
        (options.Precision, options.ValidationFraction) = (Precision, ValidationFraction);
        if (ReductionRatio is { } ratio)
            options.ReductionRatio = ratio;
        (options.OnBadImage, options.FrozenEpochs) = (BadPictures, FrozenEpochs);
        if (recipe.InitialWeights is { Network.SqueezeExcitation: { } given })
            (options.ReductionRatio, options.Placement, options.Squeeze, options.Gate, options.Stages) =
                (given.ReductionRatio, given.Placement, given.Squeeze, given.Gate, given.Stages);
        if (Network is { IsPlain: true })
            options.UseSqueezeExcitation = false;
        options.Backbone = Backbone ?? options.Backbone;
        options.LearningRate = LearningRate ?? options.LearningRate;
        options.Augmentation = Augmentation ?? options.Augmentation;
        return options;
    }
}
