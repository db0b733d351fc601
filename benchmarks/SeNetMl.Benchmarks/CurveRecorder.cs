using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>
/// Trains every configuration of a small grid to its end and writes down its validation after each epoch: the learning curves of
/// <c>compare.sh search</c>. What a file holds already is not trained again.
/// </summary>
internal static class CurveRecorder
{
    private const int Epochs = 27;
    private const int TrainingPerClass = 100;
    private const int ValidationPerClass = 100;
    private const int ImageSize = 14;

    private static readonly int[] s_ratios = [2, 8, 32];
    private static readonly double[] s_rates = [0.02, 0.08, 0.32];
    private static readonly AugmentationPreset[] s_augmentations = [AugmentationPreset.None, AugmentationPreset.Light];

    /// <summary>Records.</summary>
    /// <param name="data">A folder <c>train</c> with a folder for each class, as the sample's verb export-fashion-mnist writes it;
    /// its <c>test</c> is not looked at.</param>
    /// <param name="output">The file to write or to complete.</param>
    /// <param name="seeds">Trainings of each configuration.</param>
    internal static int Run(string data, string output, int seeds)
    {
        var curves = File.Exists(output) ? RecordedCurves.Load(output) : new RecordedCurves(
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(data))}: the first {TrainingPerClass} pictures of each class to train "
            + $"on, the next {ValidationPerClass} to validate on, {ImageSize}×{ImageSize} pixels",
            nameof(SeResNetVariant.CifarSeResNet20), Epochs, []);
        for (var seed = 1; seed <= seeds; seed++)
        {
            foreach (var configuration in Grid()
                .Where(one => !curves.Curves.Any(curve => curve.Configuration == one && curve.Seed == seed)).ToList())
            {
                var curve = Record(data, configuration, seed);
                curves = curves with { Curves = [.. curves.Curves, curve] };
                curves.Save(output);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {configuration}: {curve.Accuracy[^1]:0.000}"));
            }
        }
        return 0;
    }

    private static IEnumerable<CurveConfiguration> Grid() =>
        from ratio in s_ratios from rate in s_rates from augmentation in s_augmentations
        select new CurveConfiguration(ratio, rate, augmentation);

    private static RecordedCurve Record(string data, CurveConfiguration configuration, int seed)
    {
        var ml = new MLContext(seed);
        var prepare = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Features", null, nameof(PictureFile.ImagePath)));
        var train = ml.Data.LoadFromEnumerable(Rows(data, 0, TrainingPerClass));
        var prepared = prepare.Fit(train);
        var (accuracy, loss) = (new List<double>(), new List<double>());
        using var model = ml.MulticlassClassification.Trainers.SeResNet(new SeResNetTrainer.Options
        {
            Network = SeResNetVariant.CifarSeResNet20,
            ImageSize = ImageSize,
            EmaDecay = 0.95, // else the validation of the first epochs says little
            Epochs = Epochs,
            ReductionRatio = configuration.ReductionRatio,
            LearningRate = configuration.LearningRate,
            Augmentation = configuration.Augmentation,
            ValidationSet = prepared.Transform(ml.Data.LoadFromEnumerable(Rows(data, TrainingPerClass, ValidationPerClass))),
            ProgressCallback = progress =>
            {
                if (progress.Stage != TrainingStage.EpochEnd)
                    return;
                accuracy.Add(progress.ValidationAccuracy!.Value);
                loss.Add(Math.Round(progress.ValidationLoss!.Value, 4));
            },
        }).Fit(prepared.Transform(train));
        return new RecordedCurve(configuration, seed, accuracy, loss);
    }

    private static PictureFile[] Rows(string data, int from, int count) =>
    [
        .. Directory.GetDirectories(Path.Combine(data, "train")).Order(StringComparer.Ordinal).SelectMany(label =>
            Directory.GetFiles(label).Order(StringComparer.Ordinal).Skip(from).Take(count)
                .Select(file => new PictureFile { ImagePath = file, Label = Path.GetFileName(label) })),
    ];
}
