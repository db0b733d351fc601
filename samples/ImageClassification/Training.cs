using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using SeNetMl.Samples.ImageClassification.Commands;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>One run of the verb <c>train</c>: list, train, evaluate, save.</summary>
internal sealed class Training(Terminal terminal, TrainSettings settings, CancellationToken cancel)
{
    private const int TopK = 3;

    private readonly MLContext _ml = Models.Context(terminal, settings.Seed, settings.IsVerbose);
    private readonly TrainingHistory _history = new();

    internal void Run()
    {
        var folder = settings.Data ?? Draw(terminal, settings);
        Directory.CreateDirectory(settings.Output);
        var clock = Stopwatch.StartNew();
        var data = DataFolder.Open(_ml, folder, settings.Seed);
        var options = settings.ToOptions(ShorterSide(data.Train[0].ImagePath));
        Introduce(folder, data, options);
        using var model = Fit(data, options);
        var trained = clock.Elapsed;
        var metrics = terminal.Wait("evaluating", () => Evaluate(model, data));
        var report = new TrainingReport(Models.NetworkOf(model), options, data, _history, metrics, trained, clock.Elapsed);
        Save(model, report);
        Conclude(report);
    }

    /// <summary>Draws pictures for those who have none.</summary>
    internal static string Draw(Terminal terminal, TrainSettings settings)
    {
        var folder = Path.Combine(settings.Output, "drawn-pictures");
        ExportCommand.Write(terminal, ExportCommand.Drawn(ExportCommand.DefaultPerClass, settings.Seed), folder);
        return folder;
    }

    /// <summary>Of a picture, in pixels.</summary>
    internal static int ShorterSide(string path)
    {
        using var image = MLImage.CreateFromFile(path);
        return Math.Min(image.Width, image.Height);
    }

    private void Introduce(string folder, DataFolder data, SeResNetTrainer.Options options) => terminal.Facts(
    [
        ("pictures", $"{data.Train.Count:N0} to train on and {data.Test.Count:N0} to test with, in {data.Classes.Count} classes, from {folder}"),
        ("network", $"{options.Network}, reduction ratio {options.ReductionRatio}{(options.ImageSize is { } size ? $", pictures of {size}×{size}" : "")}"),
        ("training", $"{options.Epochs} epochs, batches of {options.BatchSize}, learning rate up to {options.LearningRate:0.####}, augmentation {options.Augmentation}, seed {settings.Seed}"),
    ]);

    private TransformerChain<ITransformer> Fit(DataFolder data, SeResNetTrainer.Options options)
    {
        try
        {
            return new TrainingDisplay(terminal).Run(report =>
            {
                options.CancellationToken = cancel;
                options.ProgressCallback = progress =>
                {
                    _history.Add(progress);
                    report(progress);
                };
                return Pipeline(options).Fit(_ml.Data.LoadFromEnumerable(data.Train));
            });
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(Stopped(), e);
        }
    }

    private EstimatorChain<ITransformer> Pipeline(SeResNetTrainer.Options options)
    {
        var start = new EstimatorChain<ITransformer>();
        return start
            .Append<ITransformer>(_ml.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
            .Append(_ml.MulticlassClassification.Trainers.SeResNet(options))
            .Append<ITransformer>(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    }

    private MulticlassClassificationMetrics Evaluate(ITransformer model, DataFolder data) =>
        _ml.MulticlassClassification.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(data.Test)), topKPredictionCount: Math.Min(TopK, data.Classes.Count));

    private string Stopped() => settings.Checkpoint is { } file && File.Exists(file)
        ? $"Stopped. The epochs done so far are in {file}: the same command goes on from there."
        : "Stopped; nothing is saved. With --checkpoint FILE each epoch would be, and the same command would go on from there.";

    private void Save(ITransformer model, TrainingReport report)
    {
        // To the disk under another name, then renamed: a crash leaves the old model or the new one, never half of one.
        AtomicFile.Write(In("model.zip"), stream => _ml.Model.Save(model, _ml.Data.LoadFromEnumerable(report.Data.Test).Schema, stream));
        CurvesPlot.Draw($"{report.Network.Network.Name}: training", _history, report.Metrics.LogLoss, report.Metrics.MicroAccuracy).Save(In("curves.svg"));
        ConfusionPlot.Draw($"{report.Network.Network.Name}: {report.Data.Test.Count:N0} test pictures", report.Network.Labels, report.Metrics.ConfusionMatrix.Counts).Save(In("confusion.svg"));
        report.Save(In("metrics.json"));
    }

    private void Conclude(TrainingReport report)
    {
        terminal.Classes(report.Network.Labels, report.Metrics.ConfusionMatrix);
        terminal.Facts(
        [
            ("test accuracy", $"{Tables.Percent(report.Metrics.MicroAccuracy)} (mean over classes {Tables.Percent(report.Metrics.MacroAccuracy)}, among the first {report.Metrics.TopKPredictionCount} {Tables.Percent(report.Metrics.TopKAccuracy)})"),
            ("log-loss", $"{report.Metrics.LogLoss:0.0000}"),
            ("time", $"{report.Trained.TotalSeconds:0} s to read and train, {(report.Elapsed - report.Trained).TotalSeconds:0} s to evaluate"),
            ("written", string.Join(", ", new[] { "model.zip", "curves.svg", "confusion.svg", "metrics.json" }.Select(In))),
        ]);
    }

    private string In(string name) => Path.Combine(settings.Output, name);
}
