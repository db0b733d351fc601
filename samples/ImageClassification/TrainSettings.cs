using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Training;

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

    internal required bool IsVerbose { get; init; }

    /// <summary>The command line, for the report.</summary>
    internal required string Command { get; init; }

    /// <summary>The trainer's options, for pictures of which the first has this shorter side.</summary>
    internal SeResNetTrainer.Options ToOptions(int shorterSide)
    {
        const int SmallSide = 64;
        const int UsualBatch = 32;
        var options = new SeResNetTrainer.Options
        {
            FeatureColumnName = "Image",
            ImagePathColumnName = "ImagePath",
            Network = Network ?? (shorterSide <= SmallSide ? SeResNetVariant.CifarSeResNet20 : SeResNetVariant.SeResNet18),
            ReductionRatio = ReductionRatio,
            ImageSize = ImageSize ?? (shorterSide <= SmallSide ? shorterSide : null),
            Augmentation = Augmentation,
            Precision = Precision,
            Epochs = Epochs,
            BatchSize = BatchSize,
            ValidationFraction = ValidationFraction,
            CheckpointPath = Checkpoint,
        };
        // Goyal et al., https://arxiv.org/abs/1706.02677: the rate grows with the batch.
        options.LearningRate = LearningRate ?? (options.LearningRate * BatchSize / UsualBatch);
        return options;
    }
}
