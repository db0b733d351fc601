using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace SeNetMl.InterruptedTraining;

/// <summary>A training of seconds: the smallest network, pictures of 8×8 pixels, three epochs of three steps,
/// with validation and early stopping.</summary>
public static class SmallTraining
{
    public const int Seed = 5;
    public const int Side = 8;
    public const int Pictures = 16;
    public const int Steps = 3;
    public const int Epochs = 3;

    private static readonly string[] s_names = ["cat", "dog"];

    /// <summary>The colors of a picture, (H, W, 3): each number another one, darker for cats.</summary>
    public static byte[] Pixels(int number)
    {
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((((number * 37) + (i * (number + 3))) % 128) + (number % 2 * 64));
        return pixels;
    }

    public static string Label(int number) => s_names[number % s_names.Length];

    public static IEnumerable<Row> Rows(int count = Pictures) =>
        Enumerable.Range(0, count).Select(i => new Row { Label = Label(i), Features = Pixels(i) });

    public static IDataView Data(MLContext ml, int count = Pictures) => Keyed(ml, ml.Data.LoadFromEnumerable(Rows(count).ToList()));

    public static IDataView Keyed(MLContext ml, IDataView data) =>
        ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

    public static SeResNetTrainer.Options Options() => new()
    {
        Network = SeResNetVariant.CifarSeResNet20,
        ImageSize = Side,
        BatchSize = 4,
        Epochs = Epochs,
        LearningRate = 0.02,
        ValidationFraction = 0.25,
        EarlyStoppingPatience = 2,
    };

    /// <summary>A picture as a vector of bytes.</summary>
    public sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(Side, Side, 3)]
        public byte[] Features { get; set; } = [];
    }
}
