using Microsoft.ML;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>How a program uses a model of this sample: compiled and run here, and shown in the report.</summary>
internal static class UseOfModel
{
    /// <summary>The lines that the report shows.</summary>
    internal static string Code =>
        $"using Microsoft.ML;\n\n{EmbeddedText.Region("UseOfModel.cs", "use")}\n\n{EmbeddedText.Region("UseOfModel.cs", "rows")}";

    /// <summary>Tells what is on a picture.</summary>
    internal static void Run(string[] args)
    {
        #region use
        string modelPath = args[0], picture = args[1];
        var ml = new MLContext();
        var model = ml.Model.Load(modelPath, out _);
        // For one thread, and the owner of the model; predict in the sample shares a model among threads.
        using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
        var prediction = engine.Predict(new Picture { ImagePath = picture });
        Console.WriteLine(prediction.PredictedLabel);
        foreach (var (label, probability) in engine.OutputSchema.TopPredictions(prediction.Score, count: 3))
            Console.WriteLine($"{label}: {probability:P1}");
        #endregion
    }

    #region rows
    public sealed class Picture
    {
        public string ImagePath { get; set; } = "";
        public string Label { get; set; } = ""; // stays empty
    }

    public sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";
        public float[] Score { get; set; } = [];
    }
    #endregion
}
