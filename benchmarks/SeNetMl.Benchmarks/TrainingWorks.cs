using Microsoft.ML;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks;

/// <summary>Training from JPEG files, under the recipes of benchmarks/peers/pytorch_training.py.</summary>
internal static class TrainingWorks
{
    /// <summary>Epochs of one repetition: one that decodes, as each of the peer's does, and one from the store.</summary>
    private const int Epochs = 2;

    /// <summary>Pictures that pass in one repetition of <see cref="Fit"/>.</summary>
    internal static int FlowersPassed => Passed(TrainingRecipe.Flowers);

    /// <inheritdoc cref="FlowersPassed"/>
    internal static int CifarPassed => Passed(TrainingRecipe.Cifar);

    /// <summary>Pictures of one epoch.</summary>
    internal static int CifarPictures => TrainingRecipe.Cifar.Served * TrainingRecipe.Cifar.Classes;

    internal static Action FitFlowers(AugmentationPreset augmentation, TrainingPrecision precision = TrainingPrecision.Float32) =>
        Fit(TrainingRecipe.Flowers, augmentation, precision);

    internal static Action FitCifar(AugmentationPreset augmentation) => Fit(TrainingRecipe.Cifar, augmentation, TrainingPrecision.Float32);

    /// <summary>An epoch whose batches are made of stored pictures while the network computes.</summary>
    internal static Action CifarEpoch() => Epoch(TrainingRecipe.Cifar, inMemory: false);

    /// <summary>The same steps on batches that are tensors already.</summary>
    internal static Action CifarSteps() => Epoch(TrainingRecipe.Cifar, inMemory: true);

    /// <summary>What a user writes: from files to a trained model.</summary>
    private static Action Fit(TrainingRecipe recipe, AugmentationPreset augmentation, TrainingPrecision precision)
    {
        var ml = new MLContext(seed: 1);
        var rows = ml.Data.LoadFromEnumerable(recipe.Rows("train", _ => recipe.Served));
        var pipeline = recipe.Pipeline(ml, recipe.Options(Epochs, precision, augmentation));
        return () => ((IDisposable)pipeline.Fit(rows)).Dispose();
    }

    private static int Passed(TrainingRecipe recipe) => recipe.Served * recipe.Classes * Epochs;

    private static Action Epoch(TrainingRecipe recipe, bool inMemory)
    {
        ComputeStart.Ensure(); // as Fit does
        var ml = new MLContext(seed: 1);
        var seeds = new Seeds(1);
        var (train, evaluate) = Presets.Of(AugmentationPreset.Light, smallPictures: true, recipe.Size, null);
        var pictures = Load(ml, Prepared(ml, recipe), "Image", evaluate);
        var source = new BatchSource(
            pictures, recipe.Batch, recipe.Size, ahead: 2, PictureFillers.Training(train, seeds, pictures.Count), dropsSingle: true);
        var order = seeds.Shuffle(pictures.Count, "shuffle");
        IEnumerable<Batch> Made() => source.Pass(order, epoch: 0);
        var kept = inMemory ? Made().Select(batch => new Batch(batch.Pixels.clone(), batch.Labels.clone())).ToList() : null;
        var settings = Settings(new NetworkOptions { Variant = recipe.Network, Classes = recipe.Classes }, train, evaluate, recipe.Batch);
        var network = new SeResNet(settings.Network, seeds);
        var parts = new TrainingParts
        {
            Step = new TrainingStep
            {
                Options = settings.Options,
                Forward = pixels => network.call(PixelTensor.ToInput(pixels, settings.Normalization, CPU)),
                Network = network,
                Computing = new OwnComputation(network),
                Device = CPU,
                Optimizer = Optimizer.Of(
                    settings.Options, network.named_parameters().Select(item => new TrainedParameter(item.name, item.parameter))),
                Loss = new TrainingLoss(settings.Options.LabelSmoothing, null, CPU),
            },
            Schedule = new CosineSchedule(settings.Options.LearningRate, settings.Options.LearningRate, 0, 1),
            Batches = (_, _) => kept ?? Made(),
            StepsPerEpoch = source.Count(pictures.Count),
            Observer = new Nobody(),
        };
        return () => new TrainingLoop(parts, settings, new TrainingState(), new BestWeights()).Run();
    }

    internal static TrainingSettings Settings(
        NetworkOptions network, TrainingTransform train, EvaluationTransform evaluate, int batch,
        TrainingPrecision precision = TrainingPrecision.Float32) => new()
    {
        Options =
            new SeResNetTrainer.Options { Epochs = 1, BatchSize = batch, LearningRate = 0.01, FinalLearningRate = 0.01, WarmupEpochs = 0 },
        Network = network,
        Evaluation = evaluate,
        Transform = train,
        Normalization = Normalization.ImageNet,
        Precision = precision,
        ClassWeights = null,
        Seed = 1,
    };

    private static IDataView Prepared(MLContext ml, TrainingRecipe recipe)
    {
        var rows = ml.Data.LoadFromEnumerable(recipe.Rows("train", _ => recipe.Served));
        return ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Image", null, "ImagePath")).Fit(rows).Transform(rows);
    }

    internal static PictureSet Load(MLContext ml, IDataView data, string column, EvaluationTransform stored) => new PictureLoader
    {
        Data = data,
        Columns = new PictureColumns(PictureColumn.Of(data.Schema[column], new PixelVectorSource(), ml, "data"), "Label", null),
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

    private sealed class Nobody : ITrainingObserver
    {
        public void BeforeStep(TrainingState state)
        {
        }

        public void AfterStep(TrainingState state, double learningRate)
        {
        }

        public void AfterValidationBatch(TrainingState state, long pictures)
        {
        }

        public void AfterHead(TrainingState state)
        {
        }

        public void AfterEpoch(TrainingState state)
        {
        }
    }
}
