// Writes the models of this folder, its pictures and what the models make of them. README.md says how it was run; a test never runs it.
#:project ../../../src/Microsoft.ML.SeNet/Microsoft.ML.SeNet.csproj
#:property PublishAot=false
#:property JsonSerializerIsReflectionEnabledByDefault=true
#:property NoWarn=CS1591

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SkiaSharp;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;
using static TorchSharp.torch;

var target = Directory.CreateDirectory(args[0]).FullName;
set_num_threads(1);
OneDnn.TurnOff();
var ml = new MLContext(seed: 1);
var folder = Directory.CreateTempSubdirectory("senet-models-").FullName;
var train = ml.Data.LoadFromEnumerable(Pictures.Written(folder, first: 0, perClass: 16));
var shown = Pictures.Written(Path.Combine(target, "pictures"), first: 1000, perClass: 2);

Write("paths", ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
    .Append(ml.MulticlassClassification.Trainers.SeResNet(
        Training(new() { FeatureColumnName = "Image", ImageSize = 24, CropFraction = 0.875 })))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")));

var identity = new NetworkOptions
{
    Variant = SeResNetVariant.CifarSeResNet20,
    Classes = 3,
    SqueezeExcitation = new() { ReductionRatio = 4, Placement = SePlacement.Identity, Squeeze = SeSqueeze.Max, Gate = SeGate.Tanh,
        Stages = SeStages.Layer2 | SeStages.Layer3 },
    Shortcut = ShortcutKind.ParameterFree,
};
Write("pixels", ml.Transforms.Conversion.MapValueToKey("Label", "Code")
    .Append(ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
    .Append(ml.Transforms.ResizeImages("Image", 32, 32))
    .Append(ml.Transforms.ExtractPixels(
        "Pixels", "Image", ColorBits.Rgb, ColorsOrder.ABGR, interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f))
    .Append(ml.MulticlassClassification.Trainers.SeResNet(Training(new()
    {
        FeatureColumnName = "Pixels", PixelOrder = ColorsOrder.ABGR, PixelOffset = 127.5f, PixelScale = 1 / 127.5f,
        ScoreColumnName = "Probabilities", EmbeddingColumnName = "Embedding",
        ReductionRatio = 4, Placement = SePlacement.Identity, Squeeze = SeSqueeze.Max, Gate = SeGate.Tanh,
        Stages = SeStages.Layer2 | SeStages.Layer3,
        InitialWeights = Rounded(identity), Backbone = BackboneTraining.Frozen,
    })))
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")));

var plain = new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 3,
    SqueezeExcitation = new() { Placement = SePlacement.Pre, Bias = false, Rounding = SeRounding.MultipleOf8 } };
Write("features", ml.Transforms.Conversion.MapValueToKey("Label")
    .Append(ml.Transforms.LoadRawImageBytes("Image", imageFolder: null, inputColumnName: "ImagePath"))
    .Append(ml.Transforms.SeNetFeaturizeImage("Features", Rounded(plain), "Image", imageSize: 20))
    .AppendCacheCheckpoint(ml)
    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
    .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel")));
Directory.Delete(folder, recursive: true);

SeResNetTrainer.Options Training(SeResNetTrainer.Options options)
{
    options.Network = SeResNetVariant.CifarSeResNet20;
    (options.Epochs, options.BatchSize, options.Augmentation) = (3, 12, AugmentationPreset.None);
    return options;
}

// Weights of so few digits that a zip halves them: what is told by the rest of a float32, no test needs. Any network in any state will do,
// if its blocks add something and its statistics are those of pictures.
SeNetWeights Rounded(NetworkOptions options)
{
    var path = Path.Combine(folder, "weights.safetensors");
    using (var network = new SeResNet(options with { ZeroInitLastBatchNorm = false }, seed: 2))
    using (no_grad())
    using (NewDisposeScope())
    {
        network.train();
        for (var i = 0; i < 10; i++)
            network.call(randn([16, 3, 32, 32], generator: new Generator((ulong)i)));
        foreach (var (_, numbers) in network.state_dict())
            if (numbers.is_floating_point())
                numbers.copy_(numbers.to(ScalarType.BFloat16));
        SeNetWeights.FromNetwork(network).Save(path);
    }
    return SeNetWeights.FromFile(path);
}

void Write(string name, IEstimator<ITransformer> pipeline)
{
    var model = pipeline.Fit(train);
    var input = ml.Data.LoadFromEnumerable(shown);
    Directory.CreateDirectory(Path.Combine(target, name));
    ml.Model.Save(model, train.Schema, Path.Combine(target, name, "model.zip"));
    using var loaded = (IDisposable)ml.Model.Load(Path.Combine(target, name, "model.zip"), out _);
    var scored = ((ITransformer)loaded).Transform(input);
    var numbers = scored.Schema.Where(
        column => column.Type is VectorDataViewType { ItemType: var item } && item == NumberDataViewType.Single && column.Name != "Pixels");
    var labels = scored.Schema["PredictedLabel"].Type == TextDataViewType.Instance
        ? scored.GetColumn<string>("PredictedLabel").ToArray()
        : [.. scored.GetColumn<byte>("PredictedLabel").Select(code => code.ToString(CultureInfo.InvariantCulture))];
    File.WriteAllText(Path.Combine(target, name, "expected.json"), $$"""
        {
          "Schema": {{Json(scored.Schema.Select(column => $"{column.Name}: {column.Type}"))}},
          "Labels": {{Json(labels)}},
          "Numbers": {
        {{string.Join(",\n", numbers.Select(column => $"    {Json(column.Name)}: [\n{string.Join(",\n", scored.GetColumn<float[]>(column).Select(row => "      " + Json(row)))}\n    ]"))}}
          }
        }

        """);
    Console.WriteLine($"{name}: {new FileInfo(Path.Combine(target, name, "model.zip")).Length:N0} bytes, {string.Join(" ", labels)}");
}

static string Json<T>(T value) =>
    JsonSerializer.Serialize(value, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

/// <summary>Drawn pictures: stripes, rings and checks in colors of chance.</summary>
internal static class Pictures
{
    private const int Side = 32;
    private static readonly string[] s_labels = ["stripes", "rings", "Würfel"];

    internal static PictureRow[] Written(string folder, int first, int perClass)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, perClass * s_labels.Length).Select(i => Drawn(folder, i, first + i))];
    }

    private static PictureRow Drawn(string folder, int number, int seed)
    {
        var (kind, chance, path) = (number % s_labels.Length, new Random(seed), Path.Combine(folder, $"{number}.png"));
        using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var colors = new[] { Color(chance), Color(chance) };
        var (width, x0, y0) = (chance.Next(3, 7), chance.Next(Side), chance.Next(Side));
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                bitmap.SetPixel(x, y, colors[Place(kind, x - x0, y - y0, width) & 1]);
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        return new PictureRow { ImagePath = path, Label = s_labels[kind], Code = (byte)(7 + (kind * 100)) };
    }

    private static SKColor Color(Random chance) => new((byte)chance.Next(256), (byte)chance.Next(256), (byte)chance.Next(256));

    private static int Place(int kind, int x, int y, int width) => kind switch
    {
        0 => (y + 1000 * width) / width,
        1 => (int)(Math.Sqrt((x * x) + (y * y)) / width),
        _ => ((x + 1000 * width) / width) + ((y + 1000 * width) / width),
    };
}

/// <summary>A row; the models need ImagePath alone.</summary>
public sealed class PictureRow
{
    public string ImagePath { get; set; } = "";
    public string Label { get; set; } = "";
    public byte Code { get; set; }
}

/// <summary>libtorch computes without oneDNN, whose convolutions are wrong on processors that hide their caches.</summary>
internal static partial class OneDnn
{
    [DllImport("libtorch_cpu.so", EntryPoint = "_ZN2at13globalContextEv")]
    private static extern nint GlobalContext();

    [DllImport("libtorch_cpu.so", EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    private static extern void SetUserEnabledMkldnn(nint context, [MarshalAs(UnmanagedType.U1)] bool on);

    internal static void TurnOff()
    {
        NativeLibrary.SetDllImportResolver(typeof(OneDnn).Assembly, (_, _, _) => NativeLibrary.Load(
            System.Diagnostics.Process.GetCurrentProcess().Modules.Cast<System.Diagnostics.ProcessModule>()
                .Single(module => module.ModuleName == "libtorch_cpu.so").FileName));
        SetUserEnabledMkldnn(GlobalContext(), false);
    }
}
