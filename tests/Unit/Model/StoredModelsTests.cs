using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Weights.Onnx;
using Microsoft.ML.SeNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>Models that an older version wrote, tests/Golden/models: they open with ML.NET alone and give what they gave then.</summary>
public sealed class StoredModelsTests : TensorTest
{
    private const double Tolerance = 1e-5;

    // Each number of 8 bits is off by up to 2⁻⁹ of itself, and there are some sixty roundings one behind the other: √60 · 2⁻⁹ = 0.015,
    // twice that where maxima and gates multiply. Seen: 0.031 of the largest feature, 0.013 of the largest probability.
    private const double BFloat16Tolerance = 0.05;

    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "GoldenFiles", "models");
    private static readonly string[] s_pictures =
        [.. Enumerable.Range(0, 6).Select(number => Path.Combine(s_folder, "pictures", $"{number}.png"))];

    public static TheoryData<string> Models => ["paths", "pixels", "features"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Load_AStoredModel_GivesWhatItGave(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Expected.Of(name);
        using var model = Load(name);

        var scored = ((ITransformer)model).Transform(Rows());

        Assert.Equal(expected.Schema, scored.Schema.Select(column => $"{column.Name}: {column.Type}"));
        Assert.Equal(expected.Labels, Labels(scored));
        Close.All(
            expected.Numbers.Select(numbers => (numbers.Key, Table(numbers.Value), Table([.. scored.GetColumn<float[]>(numbers.Key)]))),
            Tolerance);
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Load_AStoredModelInBFloat16_GivesAlmostWhatItGave(string name)
    {
        Sample.SkipWithoutBFloat16();
        using var scope = NewDisposeScope();
        using var model = Load(name);
        foreach (var part in (IEnumerable<ITransformer>)model)
            _ = part switch
            {
                SeResNetTransformer network => network.Precision = ScoringPrecision.BFloat16,
                SeNetFeaturizingTransformer network => network.Precision = ScoringPrecision.BFloat16,
                _ => default,
            };

        var scored = ((ITransformer)model).Transform(Rows());

        Close.All(Expected.Of(name).Numbers
            .Select(numbers => (numbers.Key, Table(numbers.Value), Table([.. scored.GetColumn<float[]>(numbers.Key)]))), BFloat16Tolerance);
    }

    /// <summary>That the stored numbers are right: in float64 libtorch computes by its plain operators.</summary>
    [Theory]
    [InlineData("paths", null, "Score")]
    [InlineData("pixels", "Embedding", "Probabilities")]
    [InlineData("features", "Features", null)]
    public void StoredNumbers_OfTheFilesWeightsInFloat64_AreThose(string name, string? features, string? scores)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var expected = Expected.Of(name).Numbers;
        using var model = Load(name);
        var (options, evaluation, normalization) = ((IEnumerable<ITransformer>)model).Select(Told).Single(told => told.Network is not null);
        using var network = Weights(name, options!);
        var input = Input(evaluation!, normalization!);

        if (features is not null)
            Close.One(features, Table(expected[features]), network.Features(input), Tolerance);
        if (scores is not null)
            Close.One(scores, Table(expected[scores]), network.call(input).softmax(1), Tolerance);
    }

    private static IEnumerable<string> Labels(IDataView scored) => scored.Schema["PredictedLabel"].Type == TextDataViewType.Instance
        ? scored.GetColumn<string>("PredictedLabel")
        : scored.GetColumn<byte>("PredictedLabel").Select(code => $"{code}");

    private static (NetworkOptions? Network, EvaluationTransform? Evaluation, Normalization? Normalization) Told(ITransformer part) =>
        part switch
        {
            SeResNetTransformer network => (network.Network, network.Evaluation, network.Description.Normalization),
            SeNetFeaturizingTransformer network => (network.Network, network.Evaluation, network.Description.Normalization),
            _ => default,
        };

    private static IDisposable Load(string name) =>
        (IDisposable)new MLContext().Model.Load(Path.Combine(s_folder, name, "model.zip"), out _);

    private static IDataView Rows() =>
        new MLContext().Data.LoadFromEnumerable(s_pictures.Select(path => new PictureFile { ImagePath = path }));

    private static SeResNet Weights(string name, NetworkOptions options)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(s_folder, name, "model.zip"));
        using var stream = archive.Entries.Single(entry => entry.Name.EndsWith("Weights.safetensors", StringComparison.Ordinal)).Open();
        var network = NetworkWeights.Open(stream, name, options);
        network.eval();
        return network.to(float64);
    }

    /// <summary>The pictures, normalized: (N, 3, H, W) float64.</summary>
    private static Tensor Input(EvaluationTransform evaluation, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(RealPictures.Prepared([.. s_pictures.Select(File.ReadAllBytes)], evaluation),
            [s_pictures.Length, evaluation.ImageSize, evaluation.ImageSize, 3]);
        var (mean, deviation) = (Numbers(normalization.Mean), Numbers(normalization.StandardDeviation));
        return (((pixels.to(float64) / 255) - mean) / deviation).permute(0, 3, 1, 2).MoveToOuterDisposeScope();

        static Tensor Numbers(IEnumerable<float> colors) => tensor(colors.Select(color => (double)color).ToArray());
    }

    private static Tensor Table(float[][] rows) => tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows[0].Length]);

    /// <summary>What stands beside a model.</summary>
    private sealed record Expected(string[] Schema, string[] Labels, Dictionary<string, float[][]> Numbers)
    {
        internal static Expected Of(string name) =>
            JsonSerializer.Deserialize<Expected>(File.ReadAllText(Path.Combine(s_folder, name, "expected.json")))!;
    }

    private sealed class PictureFile
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";

        public byte Code { get; set; }
    }
}
