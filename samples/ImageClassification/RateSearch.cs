using Microsoft.ML;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>One run of the verb <c>find-rate</c>.</summary>
internal sealed class RateSearch(Terminal terminal, TrainSettings settings, CancellationToken cancel)
{
    private readonly MLContext _ml = Models.Context(terminal, settings.Seed, settings.IsVerbose);

    internal void Run()
    {
        var folder = settings.Data ?? Training.Draw(terminal, settings);
        Directory.CreateDirectory(settings.Output);
        var data = DataFolder.Open(_ml, folder, settings.Seed);
        using var initial = InitialWeights.Open(_ml, settings.InitialWeights);
        var options = settings.ToOptions(Training.ShorterSide(data.Train[0].ImagePath), initial?.Weights);
        options.CancellationToken = cancel;
        var curve = terminal.Wait("trying learning rates", () => Find(data, options));
        var plot = Path.Combine(settings.Output, "learning-rate.svg");
        RatePlot.Draw($"{options.Network}: loss at rising learning rates", curve).Save(plot);
        terminal.Facts(
        [
            ("learning rate", curve.Suggestion is { } rate ? $"{rate:G2} (train --learning-rate {rate:G2})" : curve.NoSuggestion!),
            ("steps", $"{curve.Points.Count} with batches of {options.BatchSize}"),
            ("written", plot),
        ]);
    }

    private LearningRateCurve Find(DataFolder data, SeResNetTrainer.Options options)
    {
        var rows = _ml.Data.LoadFromEnumerable(data.Train);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        return _ml.MulticlassClassification.Trainers.SeResNet(options).FindLearningRate(keyed);
    }
}
