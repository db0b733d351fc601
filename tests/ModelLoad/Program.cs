// Loads the model of the first argument and writes the scores of the pictures in the others, bit by bit: as Transform gives them, then as an engine does.
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext();
var model = ml.Model.Load(args[0], out _);
var pictures = args[1..].Select(path => new Picture { Image = File.ReadAllBytes(path) }).ToArray();
foreach (var score in model.Transform(ml.Data.LoadFromEnumerable(pictures)).GetColumn<float[]>("Score"))
    Write(score);
using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
foreach (var picture in pictures)
    Write(engine.Predict(picture).Score);

static void Write(float[] score) => Console.WriteLine(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(score.AsSpan())));

/// <summary>A file.</summary>
internal sealed class Picture
{
    public byte[] Image { get; set; } = [];
}

/// <summary>Its scores.</summary>
internal sealed class Prediction
{
    public float[] Score { get; set; } = [];
}
