using Microsoft.ML;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Data;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks;

/// <summary>Training from JPEG files, under the recipes of benchmarks/peers/pytorch_training.py.</summary>
internal static class TrainingWorks
{
    /// <summary>Epochs of one repetition: one that decodes, as each of the peer's does, and one from the store.</summary>
    private const int Epochs = 2;

    private static readonly Recipe s_flowers = new("flowers5-small", SeResNetVariant.SeResNet18, 128, 16, 48, 5);
    private static readonly Recipe s_cifar = new("cifar10", SeResNetVariant.CifarSeResNet20, 32, 128, 256, 10);

    /// <summary>Pictures that pass in one repetition of <see cref="Fit"/>.</summary>
    internal static int FlowersPassed => s_flowers.Pictures * Epochs;

    /// <inheritdoc cref="FlowersPassed"/>
    internal static int CifarPassed => s_cifar.Pictures * Epochs;

    /// <summary>Pictures of one epoch.</summary>
    internal static int CifarPictures => s_cifar.Pictures;

    internal static Action FitFlowers() => Fit(s_flowers);

    internal static Action FitCifar() => Fit(s_cifar);

    /// <summary>An epoch whose batches are made of stored pictures while the network computes.</summary>
    internal static Action CifarEpoch() => Epoch(s_cifar, inMemory: false);

    /// <summary>The same steps on batches that are tensors already.</summary>
    internal static Action CifarSteps() => Epoch(s_cifar, inMemory: true);

    /// <summary>What a user writes: from files to a trained model.</summary>
    private static Action Fit(Recipe recipe)
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(recipe.Rows());
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Image", null, "ImagePath"))
            .Append(ml.MulticlassClassification.Trainers.SeResNet(new SeResNetTrainer.Options
            {
                FeatureColumnName = "Image",
                Network = recipe.Network,
                ImageSize = recipe.Size,
                BatchSize = recipe.Batch,
                Epochs = Epochs,
            }));
        return () => ((IDisposable)pipeline.Fit(rows)).Dispose();
    }

    private static Action Epoch(Recipe recipe, bool inMemory)
    {
        var ml = new MLContext(seed: 1);
        var data = Prepared(ml, recipe);
        var seeds = new Seeds(1);
        var (train, evaluate) = Presets.Of(AugmentationPreset.Light, smallPictures: true, recipe.Size, null);
        var pictures = Load(ml, data, evaluate);
        var source = new BatchSource(pictures, recipe.Batch, recipe.Size, ahead: 2, PictureFillers.Training(train, seeds, pictures.Count));
        var network = new SeResNet(new NetworkOptions { Variant = recipe.Network, Classes = recipe.Classes }, seeds);
        var optimizer = new Sgd(network.named_parameters().Select(item => (item.name, item.parameter)), 0.9, nesterov: true, 5e-4);
        var order = seeds.Shuffle(pictures.Count, "shuffle");
        IEnumerable<Batch> Made() => source.Pass(order, epoch: 0);
        var kept = inMemory ? Made().Select(batch => new Batch(batch.Pixels.clone(), batch.Labels.clone())).ToList() : null;
        return () => Step(network, optimizer, kept ?? Made());
    }

    private static void Step(SeResNet network, Sgd optimizer, IEnumerable<Batch> batches)
    {
        network.train();
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            var logits = network.call(PixelTensor.ToInput(batch.Pixels, Normalisation.ImageNet, CPU));
            var loss = nn.functional.cross_entropy(logits, batch.Labels, label_smoothing: 0.1);
            optimizer.ZeroGrad();
            loss.backward();
            optimizer.Step(0.01);
        }
    }

    private static IDataView Prepared(MLContext ml, Recipe recipe)
    {
        var rows = ml.Data.LoadFromEnumerable(recipe.Rows());
        return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Transforms.LoadImages("Image", null, "ImagePath")).Fit(rows).Transform(rows);
    }

    private static PictureSet Load(MLContext ml, IDataView data, EvaluationTransform stored) => new PictureLoader
    {
        Data = data,
        Columns = new PictureColumns(PictureColumn.Of(data.Schema["Image"], new PixelVectorSource(), ml, "data"), "Label", null),
        Shrinker = () =>
        {
            var transformer = new PictureTransformer();
            return (decoded, into) => transformer.Store(decoded, stored, into);
        },
        MemoryBudget = 1 << 30,
        TemporaryFolder = Path.GetTempPath(),
        Workers = Environment.ProcessorCount,
        SkipsBadPictures = false,
    }.Load();

    /// <summary>What to train on what.</summary>
    /// <param name="Folder">The data, under <see cref="TrainingPictures.Variable"/>.</param>
    /// <param name="Network">Depth and family.</param>
    /// <param name="Size">Side of the network's input in pixels.</param>
    /// <param name="Batch">Pictures a step.</param>
    /// <param name="PerClass">The first pictures of each class, by name.</param>
    /// <param name="Classes">How many classes there are.</param>
    private sealed record Recipe(string Folder, SeResNetVariant Network, int Size, int Batch, int PerClass, int Classes)
    {
        internal int Pictures => PerClass * Classes;

        internal PictureFile[] Rows() =>
        [
            .. Directory.GetDirectories(Path.Combine(TrainingPictures.Root(), Folder, "train")).Order(StringComparer.Ordinal).SelectMany(label =>
                Directory.GetFiles(label, "*.jpg").Order(StringComparer.Ordinal).Take(PerClass).Select(file => new PictureFile { ImagePath = file, Label = Path.GetFileName(label) })),
        ];
    }

    private sealed class PictureFile
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
