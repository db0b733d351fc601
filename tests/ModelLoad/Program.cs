// Loads the model of the first argument and writes a column of vectors, named by the second, for the pictures in the others, bit by bit: as
// Transform gives them, then as an engine does.
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext();
var model = ml.Model.Load(args[0], out _);
var pictures = args[2..].Select(path => new Picture { Image = File.ReadAllBytes(path) }).ToArray();
foreach (var numbers in model.Transform(ml.Data.LoadFromEnumerable(pictures)).GetColumn<float[]>(args[1]))
    Write(numbers);
var output = SchemaDefinition.Create(typeof(Prediction));
output[nameof(Prediction.Numbers)].ColumnName = args[1];
using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model, outputSchemaDefinition: output);
foreach (var picture in pictures)
    Write(engine.Predict(picture).Numbers);

static void Write(float[] numbers) =>
    Console.WriteLine(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan())));

/// <summary>A file.</summary>
internal sealed class Picture
{
    public byte[] Image { get; set; } = [];
}

/// <summary>What is made of it.</summary>
internal sealed class Prediction
{
    public float[] Numbers { get; set; } = [];
}
