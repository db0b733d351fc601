using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Plots;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>One run of the verb <c>tune</c>: list, search, compare, save.</summary>
internal sealed class Search(Terminal terminal, TuneSettings settings, CancellationToken cancel)
{
    private readonly MLContext _ml = Models.Context(terminal, settings.Seed, settings.IsVerbose);

    internal void Run()
    {
        Directory.CreateDirectory(settings.Output);
        var data = DataFolder.Open(_ml, settings.Data, settings.Seed);
        var train = Chosen(data.Train);
        var experiment = settings.ToExperiment(ShorterSide(train[0].ImagePath));
        Introduce(train.Count, data.Test.Count, experiment);
        using var result = Execute(train, experiment);
        var test = terminal.Wait("evaluating", () => Evaluate(result.BestRun, data.Test));
        Save(result, data.Test);
        Conclude(result, test, data.Test.Count);
    }

    /// <summary>The first pictures of each class, where so many are wanted.</summary>
    private List<LabeledImage> Chosen(IReadOnlyList<LabeledImage> images) => settings.PerClass is { } most
        ? [.. images.GroupBy(image => image.Label).SelectMany(group => group.Take(most))]
        : [.. images];

    private static int ShorterSide(string path)
    {
        using var image = MLImage.CreateFromFile(path);
        return Math.Min(image.Width, image.Height);
    }

    private void Introduce(int train, int test, SeResNetExperimentSettings experiment) => terminal.Facts(
    [
        ("pictures", $"{train:N0} to search with and {test:N0} to test the best with, from {settings.Data}"),
        ("network", $"{experiment.TrainerOptions.Network}, {settings.Epochs} epochs, batches of {settings.BatchSize}, "
            + $"learning rate up to {experiment.TrainerOptions.LearningRate:0.####}"),
        ("search", $"{string.Join(", ", settings.Searched)}{(settings.WithPlain ? ", and the plain network" : "")}; {experiment.Strategy}, "
            + $"trained {settings.Repetitions} times each, seed {settings.Seed}"),
    ]);

    private SeResNetExperimentResult Execute(List<LabeledImage> train, SeResNetExperimentSettings experiment)
    {
        var display = new RunsDisplay(terminal, experiment.OptimizingMetric);
        (experiment.CancellationToken, experiment.TrainerOptions.ProgressCallback) = (cancel, display.Report);
        var prepare = new EstimatorChain<ITransformer>()
            .Append<ITransformer>(_ml.Transforms.Conversion.MapValueToKey("Label"));
        return display.Run(() => _ml.MulticlassClassification.CreateSeResNetExperiment(experiment)
            .Execute(_ml.Data.LoadFromEnumerable(train), featureColumnName: nameof(LabeledImage.ImagePath),
                preFeaturizer: prepare, progressHandler: display));
    }

    private MulticlassClassificationMetrics? Evaluate(SeResNetRun best, IReadOnlyList<LabeledImage> test) =>
        best.Model is { } model ? _ml.MulticlassClassification.Evaluate(model.Transform(_ml.Data.LoadFromEnumerable(test))) : null;

    private void Save(SeResNetExperimentResult result, IReadOnlyList<LabeledImage> test)
    {
        result.SaveCsv(In("runs.csv"));
        result.SaveJson(In("runs.json"));
        ParetoPlot.Draw($"{result.BestRun.TrainerName}: {result.OptimizingMetric} on validation pictures against cost", result)
            .Save(In("pareto.svg"));
        if (result.BestRun.Model is { } model)
            WholeFile.Write(In("model.zip"), stream => _ml.Model.Save(model, _ml.Data.LoadFromEnumerable(test).Schema, stream));
    }

    private void Conclude(SeResNetExperimentResult result, MulticlassClassificationMetrics? test, int pictures)
    {
        RunsDisplay.Conclude(terminal, result);
        var small = result.SmallestWithin(settings.Within);
        terminal.Facts(
        [
            ("ended by", $"{result.End}, {result.RuntimeInSeconds:0} s of training"),
            ("best", $"{result.BestRun.Description}: {result.OptimizingMetric} {RunsDisplay.Number(result.BestRun.Value)}"
                + (test is null ? "" : $", accuracy on {pictures:N0} test pictures {Tables.Percent(test.MicroAccuracy)}")),
            ($"within {settings.Within:0.##} points", $"{small.Description}: {result.OptimizingMetric} {RunsDisplay.Number(small.Value)}, "
                + $"{small.Parameters:N0} parameters, the fewest"),
            ("written", $"runs.csv, runs.json, pareto.svg, model.zip (the best) in {settings.Output}; "
                + "its folder experiment lets the same command go on"),
        ]);
    }

    private string In(string name) => Path.Combine(settings.Output, name);
}
