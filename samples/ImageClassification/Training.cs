using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Commands;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Plots;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>One run of the verb <c>train</c>: list, train, evaluate, save.</summary>
internal sealed class Training(Terminal terminal, TrainSettings settings, CancellationToken cancel)
{
    private readonly MLContext _ml = Models.Context(terminal, settings.Seed, settings.IsVerbose);
    private readonly TrainingHistory _history = new();

    internal void Run()
    {
        var folder = settings.Data ?? Draw(terminal, settings);
        Directory.CreateDirectory(settings.Output);
        var clock = Stopwatch.StartNew();
        var data = DataFolder.Open(_ml, folder, settings.Seed);
        using var initial = InitialWeights.Open(_ml, settings.InitialWeights);
        var options = settings.ToOptions(ShorterSide(data.Train[0].ImagePath), initial?.Weights);
        Introduce(folder, data, options);
        using var model = Fit(data, options);
        var trained = clock.Elapsed;
        Save(model, data);
        var network = Models.NetworkOf(model);
        var evaluation = terminal.Wait("evaluating", () => Evaluation.Of(_ml, model, network.Labels, data.Test));
        var course = new TrainingCourse(options, data.Train.Count, _history, trained);
        var run = new RunFacts(settings.Command, settings.Seed, TimeProvider.System.GetUtcNow(), clock.Elapsed);
        ResultsFolder.Write(settings.Output, new RunResults(ModelFacts.Of(network), evaluation, run, course));
        terminal.Conclude(evaluation,
        [
            ("time", $"{trained.TotalSeconds:0} s to read and train, {(run.Elapsed - trained).TotalSeconds:0} s to evaluate"),
            Conclusion.Folder(settings.Output),
        ]);
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
        ("pictures",
            $"{data.Train.Count:N0} to train on and {data.Test.Count:N0} to test with, in {data.Classes.Count} classes, from {folder}"),
        ("network", $"{options.Network}, reduction ratio {options.ReductionRatio}"
            + $"{(options.ImageSize is { } size ? $", pictures of {size}×{size}" : "")}"
            + $"{(settings.InitialWeights is { } file ? $", from {file}, backbone {options.Backbone}" : "")}"),
        ("training", $"{options.Epochs} epochs, batches of {options.BatchSize}, learning rate up to {options.LearningRate:0.####}, "
            + $"augmentation {options.Augmentation}, seed {settings.Seed}"),
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
            .Append(_ml.MulticlassClassification.Trainers.SeResNet(options))
            .Append<ITransformer>(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    }

    private string Stopped() => settings.Checkpoint is { } file && File.Exists(file)
        ? $"Stopped. The epochs done so far are in {file}: the same command goes on from there."
        : "Stopped; nothing is saved. With --checkpoint FILE each epoch would be, and the same command would go on from there.";

    // To the disk under another name, then renamed: a crash leaves the old model or the new one, never half of one.
    private void Save(ITransformer model, DataFolder data) =>
        WholeFile.Write(Path.Combine(settings.Output, ResultsFolder.Model),
            stream => _ml.Model.Save(model, _ml.Data.LoadFromEnumerable(data.Test).Schema, stream));
}
