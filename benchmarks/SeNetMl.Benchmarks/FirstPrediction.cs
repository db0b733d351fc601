using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>What a user waits for who starts a program that classifies one picture file: SE-ResNet-50, saved with the step
/// that loads the picture.</summary>
internal static class FirstPrediction
{
    private const int Width = 320;
    private const int Height = 240;

    /// <summary>Writes the model and a picture.</summary>
    internal static void Prepare(string model, string picture)
    {
        using var image = MLImage.CreateFromPixels(
            Width, Height, MLPixelFormat.Bgra32, [.. Enumerable.Range(0, Width * Height * 4).Select(i => (byte)(i * 31 / Width))]);
        image.Save(picture);
        var (ml, network) = ScoringWorks.Model(SeResNetVariant.SeResNet50, InferenceWorks.Side, "Image");
        var rows = ml.Data.LoadFromEnumerable([new PictureFile { ImagePath = picture }]);
        var load = ml.Transforms.LoadImages("Image", null, nameof(PictureFile.ImagePath)).Fit(rows);
        using var chain = new TransformerChain<ITransformer>(load, network);
        ml.Model.Save(chain, rows.Schema, model);
    }

    /// <summary>Loads the model and predicts once; prints the seconds of both and the most memory that
    /// the process has had, in bytes.</summary>
    internal static void Run(string model, string picture)
    {
        var clock = Stopwatch.StartNew();
        var ml = new MLContext();
        var loaded = ml.Model.Load(model, out _);
        var loading = clock.Elapsed.TotalSeconds;
        using var engine = ml.Model.CreatePredictionEngine<PictureFile, Prediction>(loaded);
        var scores = engine.Predict(new PictureFile { ImagePath = picture }).Score;
        var predicting = clock.Elapsed.TotalSeconds - loading;
        if (!scores.All(float.IsFinite))
            throw new InvalidOperationException("Expected finite scores, got others.");
        using var own = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loading:R} {predicting:R} {own.PeakWorkingSet64}"));
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
