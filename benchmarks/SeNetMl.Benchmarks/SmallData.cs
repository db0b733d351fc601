using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>
/// Few photographs, as most people have: what the recipe makes of them, beside what ML.NET has for that, its ImageNet featurizer with
/// logistic regression (Microsoft.ML.DnnImageFeaturizer.ResNet18, LbfgsMaximumEntropy), both as their documentation shows them. The test
/// pictures are scored once a model.
/// </summary>
internal static class SmallData
{
    private const int FewPerClass = 20;
    private const int CifarPerClass = 50;
    private const int CifarTestPerClass = 100;

    /// <summary>Runs it.</summary>
    /// <param name="seeds">Trainings on all pictures.</param>
    /// <param name="draws">Draws of 20 pictures a class, one training each.</param>
    /// <param name="withPlain">Whether the same is trained without squeeze and excitation too.</param>
    /// <param name="only">The data set to do this with alone; null for all.</param>
    internal static int Run(int seeds, int draws, bool withPlain, string? only)
    {
        using var pictures = TrainingPictures.Unpack();
        if (pictures is null)
        {
            Console.Error.WriteLine(TrainingPictures.Missing);
            return Comparison.NoData;
        }
        var (train, test) = (TrainingRecipe.Flowers.TrainingRows(), TrainingRecipe.Flowers.TestRows());
        var (cifar, cifarTest) = (TrainingRecipe.Cifar.TrainingRows(), TrainingRecipe.Cifar.Rows("test", _ => CifarTestPerClass));
        (string Data, string Side, int Runs, Func<int, Result> Run)[] sides =
        [
            ("flowers", "_featurizer", 1, seed => Peer(train, test, seed)), // it has no chance in it
            ("flowers", "_in_60_seconds", seeds, seed => Ours(train, test, seed, new() { TimeBudget = TimeSpan.FromSeconds(60) })),
            ("flowers", "", seeds, seed => Ours(train, test, seed, new())),
            ("flowers", "_plain", withPlain ? seeds : 0,
                seed => Ours(train, test, seed, new(), options => options.UseSqueezeExcitation = false)),
            ("flowers_20", "_featurizer", draws, seed => Peer(Few(train, FewPerClass, seed), test, seed)),
            ("flowers_20", "", draws, seed => Ours(Few(train, FewPerClass, seed), test, seed, new())),
            ("cifar_50", "_featurizer", seeds, seed => Peer(Few(cifar, CifarPerClass, seed), cifarTest, seed)),
            ("cifar_50", "", seeds, seed => Ours(Few(cifar, CifarPerClass, seed), cifarTest, seed, new())),
        ];
        foreach (var (data, side, runs, run) in sides.Where(side => side.Runs > 0 && (only is null || side.Data == only)))
            Side(data, side, runs, run);
        return 0;
    }

    private static void Side(string data, string side, int runs, Func<int, Result> run)
    {
        var results = new List<Result>();
        for (var seed = 1; seed <= runs; seed++)
        {
            results.Add(run(seed));
            var (accuracy, loss, seconds) = results[^1];
            Console.WriteLine(Invariant(
                $"{data}{side}, seed {seed}: test accuracy {accuracy:0.0000}, log-loss {loss:0.000}, {seconds:0} s"));
        }
        Console.WriteLine(Invariant($"figure {data}_accuracy{side} {results.Average(result => result.Accuracy):0.0000}"));
        Console.WriteLine(Invariant($"figure {data}_log_loss{side} {results.Average(result => result.LogLoss):0.0000}"));
        Console.WriteLine(Invariant($"figure {data}_seconds{side} {results.Average(result => result.Seconds):0.0}"));
    }

    private static Result Ours(
        PictureFile[] train, PictureFile[] test, int seed, SeNetRecipeOptions wishes, Action<SeResNetTrainer.Options>? change = null)
    {
        var (ml, clock) = (new MLContext(seed), Stopwatch.StartNew());
        var data = ml.Data.LoadFromEnumerable(train);
        var options = ml.MulticlassClassification.RecommendSeResNet(data, options: wishes).ToOptions();
        change?.Invoke(options);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.SeResNet(options)).Fit(data);
        return Scored(ml, model, test, clock.Elapsed);
    }

    private static Result Peer(PictureFile[] train, PictureFile[] test, int seed)
    {
        var (ml, clock) = (new MLContext(seed), Stopwatch.StartNew());
        using var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Image", null, nameof(PictureFile.ImagePath)))
            .Append(ml.Transforms.ResizeImages("Image", 224, 224))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(ml.Transforms.DnnFeaturizeImage(
                "Features", input => input.ModelSelector.ResNet18(ml, input.OutputColumn, input.InputColumn), "Pixels"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(ml.Data.LoadFromEnumerable(train));
        return Scored(ml, model, test, clock.Elapsed);
    }

    private static Result Scored(MLContext ml, ITransformer model, PictureFile[] test, TimeSpan trained)
    {
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test)));
        return new Result(metrics.MicroAccuracy, metrics.LogLoss, trained.TotalSeconds);
    }

    /// <summary>So many of each class, drawn by the seed.</summary>
    private static PictureFile[] Few(PictureFile[] pictures, int perClass, int seed)
    {
        var random = new Random(seed);
        return [.. pictures.GroupBy(picture => picture.Label).SelectMany(group =>
        {
            var members = group.ToArray();
            random.Shuffle(members);
            return members.Take(perClass);
        })];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Result(double Accuracy, double LogLoss, double Seconds);
}
