using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Augmentation;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Everything that decides what a training computes, and nothing else: equal settings, seed and pictures give equal weights. A checkpoint
/// carries it and goes on only under equal settings.
/// </summary>
internal sealed record TrainingSettings
{
    public required NetworkOptions Network { get; init; }

    public required EvaluationTransform Evaluation { get; init; }

    public required CropDefinition? Crop { get; init; }

    public required HorizontalFlip? Flip { get; init; }

    public required ColorJitter? ColorJitter { get; init; }

    public required TrivialAugment? TrivialAugment { get; init; }

    public required RandomErasing? RandomErasing { get; init; }

    public required BatchMix? Mix { get; init; }

    [JsonPropertyName("Normalisation")] // as files have it
    public required Normalization Normalization { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public required double FinalLearningRate { get; init; }

    public required double WarmupEpochs { get; init; }

    public required double Momentum { get; init; }

    public required bool Nesterov { get; init; }

    public required double WeightDecay { get; init; }

    public required double LabelSmoothing { get; init; }

    public required double GradientClipNorm { get; init; }

    public required int? EarlyStoppingPatience { get; init; }

    public required TrainingPrecision Precision { get; init; }

    public required TrainingOptimizer Optimizer { get; init; }

    public required double Beta1 { get; init; }

    public required double Beta2 { get; init; }

    public required double Epsilon { get; init; }

    public required TrainingSchedule Schedule { get; init; }

    public required int StepEpochs { get; init; }

    public required double StepFactor { get; init; }

    public required double OneCyclePctStart { get; init; }

    public required double OneCycleDivFactor { get; init; }

    public required double OneCycleFinalDivFactor { get; init; }

    public required double EmaDecay { get; init; }

    public required ClassBalance ClassBalance { get; init; }

    /// <summary>In the order of the classes; null where none are given.</summary>
    public required double[]? ClassWeights { get; init; }

    public required long Seed { get; init; }

    /// <summary>The weights to start from; null for fresh ones.</summary>
    public StartingPoint? InitialWeights { get; init; }

    /// <summary>What learns besides the head.</summary>
    public BackboneTraining Backbone { get; init; }

    /// <summary>Epochs until the first thaw, and from one to the next; 0 where nothing thaws.</summary>
    public int FrozenEpochs { get; init; }

    /// <summary>What the learning rate is multiplied by from one stage to the one before it.</summary>
    public double LayerRateDecay { get; init; } = 1;

    /// <summary>What happens to training pictures.</summary>
    internal TrainingTransform Transform() => new(Evaluation.ImageSize, Crop, Flip, ColorJitter, TrivialAugment, RandomErasing, Mix);
}
