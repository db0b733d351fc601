using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Docs;

/// <summary>The code of docs/tuning.md.</summary>
public static class TuningCode
{
    /// <summary>Compiled, and run by nobody: it would take minutes. The sample's verb tune does the same.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="train">Rows with paths and labels.</param>
    /// <param name="folder">The experiment's.</param>
    public static void Search(MLContext ml, IDataView train, string folder)
    {
        #region tuning
        var settings = new SeResNetExperimentSettings
        {
            TrainerOptions = { Network = SeResNetVariant.CifarSeResNet20, ImageSize = 28, Epochs = 9 },
            SearchSpace = SeResNetSearchSpace.ReductionRatios,  // 2, 4, 8, 16, 32
            Strategy = SearchStrategy.Grid,                     // each trained to the end; SuccessiveHalving for larger spaces
            IncludePlainNetwork = true,                         // and the network without squeeze and excitation
            Repetitions = 3,                                    // three seeds each: a spread to judge differences by
            MaxExperimentTimeInSeconds = 600,
            ExperimentFolder = folder,                          // goes on from here after an interruption
        };
        var prepare = ml.Transforms.Conversion.MapValueToKey("Label");
        var progress = new Progress<SeResNetRun>(run => Console.WriteLine($"{run.Description}: {run.Value:0.000}"));

        using var result = ml.MulticlassClassification.CreateSeResNetExperiment(settings)
            .Execute(train, featureColumnName: "ImagePath", preFeaturizer: prepare, progressHandler: progress);

        Console.WriteLine($"best: {result.BestRun.Description}, {result.BestRun.Value:0.000} ± {result.BestRun.Spread:0.000}");
        Console.WriteLine($"smallest within a point: {result.SmallestWithin(1).Description}");
        ml.Model.Save(result.BestRun.Model!, train.Schema, Path.Combine(folder, "model.zip"));
        #endregion
    }
}
