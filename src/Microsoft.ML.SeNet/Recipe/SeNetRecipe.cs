using System.Globalization;

namespace Microsoft.ML.SeNet;

/// <summary>
/// How to train on some pictures where nobody says otherwise, chosen by their number, classes and usual size, and the time that there is.
/// Made by <c>mlContext.MulticlassClassification.RecommendSeResNet</c>; what was chosen, and why, is its text.
/// </summary>
public sealed record SeNetRecipe
{
    /// <summary>How many pictures there are to train on.</summary>
    public required int Pictures { get; init; }

    /// <summary>Of how many classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Their median width, upright, in pixels.</summary>
    public required int MedianWidth { get; init; }

    /// <summary>Their median height, upright, in pixels.</summary>
    public required int MedianHeight { get; init; }

    /// <summary>Depth and family.</summary>
    public required SeResNetVariant Network { get; init; }

    /// <summary>The weights to start from; null for random ones.</summary>
    public SeNetWeights? InitialWeights { get; init; }

    /// <summary>What learns of the initial weights.</summary>
    public required BackboneTraining Backbone { get; init; }

    /// <summary>The side of the square that the network sees, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Passes over the pictures; 0 where only the fully connected layer is solved for.</summary>
    public required int Epochs { get; init; }

    /// <summary>Pictures a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How training pictures are varied.</summary>
    public required AugmentationPreset Augmentation { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    /// <summary>What may surprise: pictures of odd sizes, a budget that is too small, weights that could be had. None mostly.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The trainer's options, made anew each time: change what you like.</summary>
    /// <param name="featureColumnName">The column with the pictures: paths, bytes or <c>MLImage</c>.</param>
    /// <param name="labelColumnName">The key column with the classes.</param>
    public SeResNetTrainer.Options ToOptions(
        string featureColumnName = "ImagePath", string labelColumnName = SeResNetTrainer.DefaultLabelColumnName) => new()
    {
        FeatureColumnName = featureColumnName,
        LabelColumnName = labelColumnName,
        Network = Network,
        InitialWeights = InitialWeights,
        Backbone = Backbone,
        ImageSize = ImageSize,
        Epochs = Math.Max(1, Epochs),
        BatchSize = BatchSize,
        LearningRate = LearningRate,
        Augmentation = Augmentation,
        Precision = TrainingPrecision.Automatic,
        Note = ToString(),
    };

    /// <summary>What is done and why, in one line.</summary>
    public override string ToString()
    {
        var start = InitialWeights is null ? "from random weights" : $"starting from {InitialWeights.Name}";
        var training = Epochs == 0
            ? "the last layer solved for and nothing else"
            : string.Create(CultureInfo.InvariantCulture,
                $"{(Backbone == BackboneTraining.Full ? "" : "the last layer solved for first, then ")}{Epochs} "
                + $"epoch{(Epochs == 1 ? "" : "s")} of all, batches of {BatchSize}, learning rate up to {LearningRate:0.####}, "
                + $"augmentation {Augmentation}");
        return string.Create(CultureInfo.InvariantCulture,
            $"{Network} {start}, at {ImageSize}×{ImageSize} pixels: {training}. {Reason}");
    }
}

/// <summary>What is known or wished before a recipe is chosen. All of it may be left out.</summary>
public sealed record SeNetRecipeOptions
{
    /// <summary>
    /// The time that reading and training may take. The speed of this machine is tried out on a few of the pictures then, which takes some
    /// seconds, and the recipe depends on it; without a budget equal pictures have equal recipes.
    /// </summary>
    /// <value>Above zero; null unless set.</value>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>The weights to start from.</summary>
    /// <value>Null unless set: those of <see cref="SeNetWeights.ImageNet"/> for photographs, where the package is there.</value>
    public SeNetWeights? InitialWeights { get; init; }

    /// <summary>Whether to start from random weights in any case.</summary>
    /// <value>False unless set.</value>
    public bool FromScratch { get; init; }

    /// <summary>Depth and family.</summary>
    /// <value>Null unless set: by the pictures and weights.</value>
    public SeResNetVariant? Network { get; init; }

    /// <summary>The side of the square that the network sees, in pixels.</summary>
    /// <value>Null unless set: by the pictures and weights.</value>
    public int? ImageSize { get; init; }

    /// <summary>Passes over the pictures.</summary>
    /// <value>Null unless set: by the number of pictures and the time.</value>
    public int? Epochs { get; init; }

    /// <summary>Pictures a step.</summary>
    /// <value>At least 2; null unless set: 32.</value>
    public int? BatchSize { get; init; }
}
