using Microsoft.ML;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>The quick start of the repository's README, compiled and run.</summary>
internal static class QuickStart
{
    /// <summary>Trains on a folder of pictures, writes the model and tells what is on one picture.</summary>
    internal static void Run(string folder, string picture, string modelPath, TextWriter output)
    {
        #region quickstart
        var ml = new MLContext(seed: 1);
        var data = ml.Data.TrainTestSplit(ml.Data.LoadImagesFromFolder(folder), testFraction: 0.2);

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.MulticlassClassification.Trainers.SeResNet(featureColumnName: "ImagePath", epochs: 20))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        using var trained = pipeline.Fit(data.TrainSet);

        var metrics = ml.MulticlassClassification.Evaluate(trained.Transform(data.TestSet));
        output.WriteLine($"accuracy: {metrics.MicroAccuracy:P1}");
        ml.Model.Save(trained, data.TrainSet.Schema, modelPath);

        // Later, in the app. The engine owns the model; for several engines over one model, see predict in the sample.
        var model = ml.Model.Load(modelPath, out _);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
        var prediction = engine.Predict(new Picture { ImagePath = picture });
        foreach (var (label, probability) in engine.OutputSchema.TopPredictions(prediction.Score, count: 3))
            output.WriteLine($"{label}: {probability:P1}");
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
