using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>What the user asked the verb <c>train</c> for; null where the sample decides.</summary>
internal sealed record TrainSettings
{
    internal required string? Data { get; init; }

    internal required string Output { get; init; }

    internal required SeResNetVariant? Network { get; init; }

    internal required int ReductionRatio { get; init; }

    internal required int Epochs { get; init; }

    internal required int BatchSize { get; init; }

    internal required int? ImageSize { get; init; }

    internal required double? LearningRate { get; init; }

    internal required double ValidationFraction { get; init; }

    internal required AugmentationPreset Augmentation { get; init; }

    internal required TrainingPrecision Precision { get; init; }

    internal required int Seed { get; init; }

    internal required string? Checkpoint { get; init; }

    internal required FileInfo? InitialWeights { get; init; }

    internal required BackboneTraining Backbone { get; init; }

    internal required int? FrozenEpochs { get; init; }

    internal required bool IsVerbose { get; init; }

    /// <summary>The command line, for the report.</summary>
    internal required string Command { get; init; }

    /// <summary>The trainer's options.</summary>
    /// <param name="shorterSide">That of the first picture, in pixels.</param>
    /// <param name="initial">The weights to start from, whose network it is then; null for none.</param>
    internal SeResNetTrainer.Options ToOptions(int shorterSide, SeNetWeights? initial)
    {
        const double FineTuning = 0.1;
        var options = new SeResNetTrainer.Options
        {
            FeatureColumnName = nameof(LabeledImage.ImagePath),
            Network = Network ?? initial?.Network.Variant ?? PictureDefaults.Network(shorterSide),
            ReductionRatio = ReductionRatio,
            ImageSize = ImageSize ?? initial?.Evaluation?.ImageSize ?? PictureDefaults.ImageSize(shorterSide),
            Augmentation = Augmentation,
            Precision = Precision,
            Epochs = Epochs,
            BatchSize = BatchSize,
            ValidationFraction = ValidationFraction,
            CheckpointPath = Checkpoint,
            InitialWeights = initial,
            Backbone = Backbone,
            FrozenEpochs = FrozenEpochs,
        };
        if (initial is not null)
            TakeSqueezeExcitation(options, initial.Network.SqueezeExcitation);
        var share = initial is null || Backbone == BackboneTraining.Frozen ? 1 : FineTuning;
        options.LearningRate = LearningRate ?? (PictureDefaults.LearningRate(BatchSize) * share);
        return options;
    }

    private static void TakeSqueezeExcitation(SeResNetTrainer.Options options, SqueezeExcitationOptions? given)
    {
        options.UseSqueezeExcitation = given is not null;
        if (given is not null)
            (options.ReductionRatio, options.Placement, options.Squeeze, options.Gate, options.Stages) =
                (given.ReductionRatio, given.Placement, given.Squeeze, given.Gate, given.Stages);
    }
}
