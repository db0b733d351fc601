using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using SeNetMl.MicrosoftML.Tests.Conformance;

namespace SeNetMl.MicrosoftML.Tests.Models;

/// <summary>Models that one stack writes and the other reads: NAME.zip, and in NAME.txt the columns and rows that come out of it.</summary>
internal static class ExchangedModels
{
    public const string Picture = "picture.png";

    private static readonly MLContext s_ml = new(seed: 1);

    public static string[] Names => ["columns", "keys", "pictures", "third-party"];

    /// <summary>Writes all models and what they give, and a picture for one of them where there is none yet.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(Path.Combine(folder, Picture)))
            WritePicture(Path.Combine(folder, Picture));
        foreach (string name in Names)
        {
            var data = Data(name, folder);
            var model = Pipeline(name).Fit(data);
            s_ml.Model.Save(model, data.Schema, Path.Combine(folder, $"{name}.zip"));
            File.WriteAllLines(Path.Combine(folder, $"{name}.txt"), Lines(data.Schema, model.Transform(data)));
        }
    }

    /// <summary>What the model gives that was written.</summary>
    public static string[] Read(string folder, string name)
    {
        var model = new MLContext().Model.Load(Path.Combine(folder, $"{name}.zip"), out var schema);
        return Lines(schema, model.Transform(Data(name, folder)));
    }

    public static string[] Expected(string folder, string name) => File.ReadAllLines(Path.Combine(folder, $"{name}.txt"));

    private static IEstimator<ITransformer> Pipeline(string name) => name switch
    {
        "columns" => s_ml.Transforms.Concatenate("Both", "X", "Y")
            .Append(s_ml.Transforms.CopyColumns("Again", "Both"))
            .Append(s_ml.Transforms.DropColumns("Y"))
            .Append(s_ml.Transforms.SelectColumns(["Again", "Text", "X"], keepHidden: false)),
        "keys" => s_ml.Transforms.Conversion.MapValueToKey("TextKey", "Text", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(s_ml.Transforms.Conversion.MapValueToKey("XKey", "X", maximumNumberOfKeys: 2, addKeyValueAnnotationsAsText: true))
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("TextBack", "TextKey")),
        "pictures" => s_ml.Transforms.LoadImages("Picture", null, "Path")
            .Append(s_ml.Transforms.ResizeImages("Small", 4, 3, "Picture", ImageResizingEstimator.ResizingKind.Fill, ImageResizingEstimator.Anchor.Left))
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Small", ImagePixelExtractingEstimator.ColorBits.Rgb, ImagePixelExtractingEstimator.ColorsOrder.ABGR, interleavePixelColors: true, offsetImage: 8, scaleImage: 0.5f))
            .Append(s_ml.Transforms.ExtractPixels("Bytes", "Small", ImagePixelExtractingEstimator.ColorBits.Green, outputAsFloatArray: false))
            .Append(s_ml.Transforms.LoadRawImageBytes("File", null, "Path"))
            .Append(s_ml.Transforms.SelectColumns("Pixels", "Bytes", "File")),
        "third-party" => new ToyEstimator(s_ml, "X", "Scaled"),
        _ => throw new ArgumentException($"Expected one of {string.Join(", ", Names)}, got '{name}'.", nameof(name)),
    };

    private static IDataView Data(string name, string folder) => name == "pictures"
        ? s_ml.Data.LoadFromEnumerable([new { Path = Path.Combine(folder, Picture) }])
        : s_ml.Data.LoadFromEnumerable(
        [
            new Row { Text = "pear", X = 1.5f, Y = [2, 3] },
            new Row { Text = "apple", X = -4, Y = [5, float.NaN] },
            new Row { Text = "", X = 7, Y = [0, 0] },
            new Row { Text = "Äpfel", X = -4, Y = [8, 9] },
        ]);

    private static string[] Lines(DataViewSchema input, IDataView output) =>
        [.. Rows.Columns(input), "", .. Rows.Columns(output.Schema), "", .. Rows.Of(output, output.Schema.Where(column => !column.IsHidden))];

    private static void WritePicture(string path)
    {
        // Resized to 4 × 3, no centre falls on the border of two pixels.
        byte[] pixels = [.. Enumerable.Range(0, 9 * 7).SelectMany(i => new[] { (byte)(i * 4), (byte)(i * 3), (byte)(255 - i), byte.MaxValue })];
        using var image = MLImage.CreateFromPixels(9, 7, MLPixelFormat.Bgra32, pixels);
        image.Save(path);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public float X { get; set; }

        [VectorType(2)]
        public float[] Y { get; set; } = [];
    }
}
