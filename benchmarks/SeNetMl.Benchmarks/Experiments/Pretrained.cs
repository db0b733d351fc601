using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks.Experiments;

/// <summary>An SE-ResNet-20 that knows CIFAR-10, for the experiments that start from one: trained once, then kept in a file.</summary>
internal static class Pretrained
{
    private static string Path => System.IO.Path.Combine(WorkerProcess.Root(), "artifacts", "experiments", "se20-cifar10.safetensors");

    internal static SeNetWeights Weights()
    {
        if (!File.Exists(Path))
            Train();
        return SeNetWeights.FromFile(Path);
    }

    private static void Train()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var (ml, recipe) = (new MLContext(seed: 1), TrainingRecipe.Cifar);
        using var model = recipe.Pipeline(ml, recipe.Options(recipe.Epochs, TrainingPrecision.BFloat16))
            .Fit(ml.Data.LoadFromEnumerable(recipe.TrainingRows()));
        model.LastTransformer!.Weights.Save(Path);
    }
}
