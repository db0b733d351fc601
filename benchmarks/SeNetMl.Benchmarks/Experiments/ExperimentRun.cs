using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks.Experiments;

/// <summary>Trains what the tables need and the file of results lacks, then writes the page anew.</summary>
internal static class ExperimentRun
{
    /// <summary>In the place of a table: nothing is trained.</summary>
    internal const string PageOnly = "page";

    internal static string ResultsPath => Path.Combine(WorkerProcess.Root(), "benchmarks", "results", "experiments.csv");

    internal static string PagePath => Path.Combine(WorkerProcess.Root(), "docs", "experiments.md");

    /// <summary>Runs the named tables, or all.</summary>
    /// <returns>The exit code.</returns>
    internal static int Run(string[] tables, int seeds)
    {
        using var pictures = TrainingPictures.Unpack();
        if (pictures is null)
        {
            Console.Error.WriteLine(TrainingPictures.Missing);
            return Comparison.NoData;
        }
        foreach (var experiment in ExperimentTables.ExperimentsOf(tables))
            foreach (var seed in Enumerable.Range(1, seeds))
                if (!Results().Any(result => result.IsOf(experiment) && result.Seed == seed))
                    Add(Train(experiment, seed));
        File.WriteAllText(PagePath, ExperimentPage.Of(Results()));
        Console.WriteLine($"written: {PagePath}");
        return 0;
    }

    /// <summary>The results so far.</summary>
    internal static ExperimentResult[] Results() => File.Exists(ResultsPath) ? [.. File.ReadLines(ResultsPath).Skip(1).Select(ExperimentResult.Parse)] : [];

    private static void Add(ExperimentResult result)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ResultsPath)!);
        if (!File.Exists(ResultsPath))
            File.WriteAllText(ResultsPath, ExperimentResult.Header + "\n");
        File.AppendAllText(ResultsPath, result.ToLine() + "\n");
        Console.WriteLine(result.ToLine());
    }

    private static ExperimentResult Train(Experiment experiment, int seed)
    {
        var ml = new MLContext(seed);
        var recipe = experiment.Pictures.Recipe;
        var options = recipe.Options(experiment.Epochs, TrainingPrecision.BFloat16);
        experiment.Change(options);
        var result = new ExperimentResult(experiment.Name, experiment.Pictures.Name, experiment.Epochs, seed, Parameters(options, recipe.Classes), null);
        try
        {
            using var model = recipe.Pipeline(ml, options).Fit(ml.Data.LoadFromEnumerable(recipe.Rows("train", experiment.Pictures.PerClass)));
            var scored = model.Transform(ml.Data.LoadFromEnumerable(recipe.TestRows()));
            return result with { Accuracy = ml.MulticlassClassification.Evaluate(scored).MicroAccuracy };
        }
        catch (TrainingDivergedException e)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}, seed {seed}: {e.Message}"));
            return result;
        }
    }

    private static long Parameters(SeResNetTrainer.Options options, int classes)
    {
        using var network = new SeResNet(new NetworkOptions { Variant = options.Network, Classes = classes, SqueezeExcitation = options.SqueezeExcitation() }, seed: 1);
        return NetworkSummary.Of(network, options.ImageSize!.Value, options.ImageSize!.Value).Parameters;
    }
}
