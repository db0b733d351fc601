using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>What to train on what: the recipes of benchmarks/peers/pytorch_training.py, and what a user writes for them.</summary>
/// <param name="Folder">The data, in the folder of <see cref="TrainingPictures"/>.</param>
/// <param name="Network">Depth and family.</param>
/// <param name="Size">Side of the network's input in pixels.</param>
/// <param name="Batch">Pictures a step.</param>
/// <param name="Epochs">Passes over the pictures.</param>
/// <param name="Rate">The highest learning rate.</param>
/// <param name="PerClass">The first pictures of each class by name; null for all.</param>
/// <param name="Served">Pictures of each class where speed is measured.</param>
/// <param name="Classes">How many classes there are.</param>
internal sealed record TrainingRecipe(
    string Folder, SeResNetVariant Network, int Size, int Batch, int Epochs, double Rate, int? PerClass, int Served, int Classes)
{
    internal static readonly TrainingRecipe Flowers = new("flowers5-small", SeResNetVariant.SeResNet18, 128, 16, 12, 0.1, null, 48, 5);
    internal static readonly TrainingRecipe Cifar = new("cifar10", SeResNetVariant.CifarSeResNet20, 32, 128, 10, 0.8, 1000, 256, 10);

    /// <summary>Small pictures of flowers, a hundred of each: what a network that knows other pictures is to learn.</summary>
    internal static readonly TrainingRecipe FewFlowers = new(
        "flowers5-small", SeResNetVariant.CifarSeResNet20, 32, 32, 40, 0.2, 100, 100, 5);

    internal static readonly string[] Names = ["flowers", "cifar"];

    internal string Root => Path.Combine(TrainingPictures.Root(), Folder);

    internal static TrainingRecipe Of(string name) => name == Names[0] ? Flowers : Cifar;

    internal SeResNetTrainer.Options Options(
        int epochs, TrainingPrecision precision, AugmentationPreset augmentation = AugmentationPreset.Light) => new()
    {
        Augmentation = augmentation,
        FeatureColumnName = "Image",
        ImagePathColumnName = nameof(PictureFile.ImagePath),
        Network = Network,
        ImageSize = Size,
        BatchSize = Batch,
        Epochs = epochs,
        LearningRate = Rate,
        WeightDecay = 5e-4,
        WarmupEpochs = 1,
        LabelSmoothing = 0.1,
        Precision = precision,
    };

    /// <summary>The rows of the recipe's training part.</summary>
    internal PictureFile[] TrainingRows() => Rows("train", _ => PerClass ?? int.MaxValue);

    /// <summary>All rows of the test part.</summary>
    internal PictureFile[] TestRows() => Rows("test", _ => int.MaxValue);

    internal IEstimator<TransformerChain<SeResNetTransformer>> Pipeline(MLContext ml, SeResNetTrainer.Options options) =>
        ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Image", null, nameof(PictureFile.ImagePath)))
            .Append(ml.MulticlassClassification.Trainers.SeResNet(options));

    /// <summary>Files and labels, ordered by class and name.</summary>
    /// <param name="part">The part of the data: train or test.</param>
    /// <param name="perClass">How many pictures of a class, which is counted from 0, to take at most.</param>
    internal PictureFile[] Rows(string part, Func<int, int> perClass) =>
    [
        .. Directory.GetDirectories(Path.Combine(Root, part)).Order(StringComparer.Ordinal).SelectMany((label, index) =>
            Directory.GetFiles(label, "*.jpg").Order(StringComparer.Ordinal).Take(perClass(index))
                .Select(file => new PictureFile { ImagePath = file, Label = Path.GetFileName(label) })),
    ];
}

/// <summary>A row of the data.</summary>
internal sealed class PictureFile
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}
