using Microsoft.ML;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>The quick start of the repository's README, compiled and run.</summary>
internal static class QuickStart
{
    /// <summary>Trains on a folder of pictures, writes the model and tells what is on one picture.</summary>
    internal static void Run(string[] args)
    {
        #region quickstart
        // A folder with one folder of pictures for each class; a picture to tell what is on it.
        string folder = args[0], picture = args[1], modelPath = args.Length > 2 ? args[2] : "model.zip";

        var ml = new MLContext(seed: 1);
        var data = ml.Data.TrainTestSplit(ml.Data.LoadImagesFromFolder(folder), testFraction: 0.2);

        // Network, weights to start from, epochs, rate: by the number, size and classes of the pictures.
        var recipe = ml.MulticlassClassification.RecommendSeResNet(data.TrainSet);
        Console.WriteLine(recipe);
        var options = recipe.ToOptions();
        options.ProgressCallback = progress => Console.Write($"\r{progress,-100}");

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.SeResNet(options))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using var trained = pipeline.Fit(data.TrainSet);

        var metrics = ml.MulticlassClassification.Evaluate(trained.Transform(data.TestSet));
        Console.WriteLine($"\naccuracy: {metrics.MicroAccuracy:P1}");
        ml.Model.Save(trained, data.TrainSet.Schema, modelPath);

        // Later, in the app. The engine owns the model; for several engines over one model, see predict in the sample.
        var model = ml.Model.Load(modelPath, out _);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
        var prediction = engine.Predict(new Picture { ImagePath = picture });
        foreach (var (label, probability) in engine.OutputSchema.TopPredictions(prediction.Score, count: 3))
            Console.WriteLine($"{label}: {probability:P1}");
        #endregion
    }

    #region quickstart rows
    public sealed class Picture
    {
        public string ImagePath { get; set; } = "";
        public string Label { get; set; } = "";
    }

    public sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
        public float[] Score { get; set; } = [];
    }
    #endregion
}
