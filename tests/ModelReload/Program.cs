using Microsoft.ML.SeNet;
// Loads the model of the first argument, predicts the picture of the second in the precision of the third and disposes, as often as the
// fourth says; writes the bytes of memory that are in use after each time.
using Microsoft.ML;
using SeNetMl.ModelReload;

var ml = new MLContext();
var picture = new Picture { Image = File.ReadAllBytes(args[1]) };
for (var i = 0; i < int.Parse(args[3]); i++)
{
    LoadPredictDispose(ml, args[0], picture, Enum.Parse<ScoringPrecision>(args[2]));
    Console.WriteLine(MemoryInUse.Now());
}

static void LoadPredictDispose(MLContext ml, string path, Picture picture, ScoringPrecision precision)
{
    var model = (SeResNetTransformer)ml.Model.Load(path, out _);
    model.Precision = precision;
    using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
    engine.Predict(picture);
}

/// <summary>A file.</summary>
internal sealed class Picture
{
    public byte[] Image { get; set; } = [];
}

/// <summary>What is made of it.</summary>
internal sealed class Prediction
{
    public float[] Score { get; set; } = [];
}
