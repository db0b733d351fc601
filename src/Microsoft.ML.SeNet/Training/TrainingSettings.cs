using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Augmentation;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Everything that decides what a training computes, and nothing else: equal settings, seed and pictures give equal weights. A checkpoint
/// carries the public properties and those of the options, and goes on only where all are equal.
/// </summary>
internal sealed record TrainingSettings
{
    /// <summary>
    /// What the user has set. Where a property here has the name of one there, the one here holds: it was worked out from it.
    /// </summary>
    internal required TrainingOptions Options { get; init; }

    /// <summary>What happens to training pictures.</summary>
    internal required TrainingTransform Transform { get; init; }

    public required NetworkOptions Network { get; init; }

    public required EvaluationTransform Evaluation { get; init; }

    public CropDefinition? Crop => Transform.Crop;

    public HorizontalFlip? Flip => Transform.Flip;

    public ColorJitter? ColorJitter => Transform.Colors;

    public TrivialAugment? TrivialAugment => Transform.Trivial;

    public RandomErasing? RandomErasing => Transform.Erasing;

    public Cutout? Cutout => Transform.Cutout;

    public BatchMix? Mix => Transform.Mix;

    [JsonPropertyName("Normalisation")] // as files have it
    public required Normalization Normalization { get; init; }

    /// <summary>Never <see cref="TrainingPrecision.Automatic"/>.</summary>
    public required TrainingPrecision Precision { get; init; }

    /// <summary>In the order of the classes; null where none are given.</summary>
    public required double[]? ClassWeights { get; init; }

    /// <summary>Epochs after the head was solved, where it is; 0 where nothing else learns.</summary>
    public int Epochs => Options.Backbone == BackboneTraining.Frozen ? 0 : Options.Epochs;

    /// <summary>Epochs from one thaw to the next; 0 where there are none.</summary>
    public int FrozenEpochs { get; init; }

    [JsonPropertyOrder(SettingsText.Last)]
    public required long Seed { get; init; }

    /// <summary>The weights to start from; null for fresh ones.</summary>
    [JsonPropertyOrder(SettingsText.Last)]
    public StartingPoint? InitialWeights { get; init; }
}
