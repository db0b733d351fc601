using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.SeNet.Tests.Model;

public class SeResNetTransformerPersistenceTests : TensorTest
{
    private const string Folder = "TransformerChain/";

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void SaveAndLoad_PlainMlNet_ScoresAreTheSameBits()
    {
        using var sut = Sample.Model(_ml);
        var data = Sample.Data(_ml, 9);

        using var loaded = Load(Saved(sut));

        Assert.Equal(Sample.Scores(sut.Transform(data)), Sample.Scores(loaded.Transform(data)));
        Assert.Equal(sut.Description, loaded.Description);
        Assert.Equal(sut.Description.GetHashCode(), loaded.Description.GetHashCode());
        Assert.Equal(Saved(sut).Length, Saved(loaded).Length);
    }

    [Fact]
    public void Save_ItsStreams_AreThoseOfTheFormat()
    {
        using var sut = Sample.Model(_ml);
        using var archive = new ZipArchive(new MemoryStream(Saved(sut)));

        Assert.Equal(
            ["Description.json", "Labels.bin", "Model.key", "Weights.safetensors"],
            archive.Entries.Where(entry => entry.FullName.Replace('\\', '/').StartsWith(Folder, StringComparison.Ordinal))
                .Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            """
            {
              "Network": {
                "Variant": "CifarSeResNet20",
                "Classes": 4,
                "InputChannels": 3,
                "SqueezeExcitation": {
                  "ReductionRatio": 16,
                  "Placement": "Standard",
                  "Squeeze": "Average",
                  "Gate": "Sigmoid",
                  "Bias": true,
                  "Rounding": "Floor",
                  "Stages": "All"
                },
                "Stride": "ThreeByThree",
                "StemPooling": "Padded",
                "Shortcut": "Projection",
                "ReluBeforeExcitation": false,
                "ZeroInitLastBatchNorm": false
              },
              "Evaluation": {
                "ImageSize": 16,
                "CropFraction": 0.875,
                "StoredSide": 18
              },
              "Normalisation": {
                "Mean": [
                  0.485,
                  0.456,
                  0.406
                ],
                "StandardDeviation": [
                  0.229,
                  0.224,
                  0.225
                ]
              },
              "Pixels": null,
              "FeatureColumn": "Image",
              "ScoreColumn": "Score",
              "PredictedLabelColumn": "PredictedLabel",
              "EmbeddingColumn": null,
              "BatchSize": 128,
              "TrainingNotes": {
                "seed": "1"
              }
            }
            """,
            Encoding.UTF8.GetString(Bytes(Saved(sut), "Description.json")));
        Assert.Equal(
            "\u0004Text\u0004\0\0\0\u0003cat\u0003dog\u0005über\u0003fox", Encoding.UTF8.GetString(Bytes(Saved(sut), "Labels.bin")));
        var key = Bytes(Saved(sut), "Model.key");
        Assert.Equal("SERESNET", Encoding.ASCII.GetString(key, 0x40, 8));
        Assert.Equal((0x00010001u, 0x00010001u), (BitConverter.ToUInt32(key, 0x48), BitConverter.ToUInt32(key, 0x4C)));
        Assert.Equal("SeResNetTransformer", Encoding.ASCII.GetString(key, 0x50, 24).TrimEnd('\0'));
        Assert.Contains("Microsoft.ML.SeNet", Encoding.Unicode.GetString(key, 0x100, key.Length - 0x100 - 8), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AProcessThatCallsNothingOfOurs_GivesTheSameBits()
    {
        using var sut = Sample.Model(_ml);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            sut, new PredictionEngineOptions { OwnsTransformer = false });

        FreshProcess.AssertSameBits(_ml, sut, "Score", picture => engine.Predict(picture).Score);
    }

    [Fact]
    public void Load_AModelOfBeforeEmbeddings_Loads()
    {
        using var sut = Sample.Model(_ml);
        var file = Changed(Saved(sut), "Description.json", json => Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(json).Replace("  \"EmbeddingColumn\": null,\n", "", StringComparison.Ordinal)));
        Assert.DoesNotContain("Embedding", Encoding.UTF8.GetString(Bytes(file, "Description.json")), StringComparison.Ordinal);

        using var loaded = Load(file);

        Assert.Equal(sut.Description, loaded.Description);
    }

    [Fact]
    public void Load_ANewerVersion_TellsToUpdate()
    {
        using var sut = Sample.Model(_ml);
        var file = Changed(Saved(sut), "Model.key", key =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(0x48), 0x00010003);
            BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(0x4C), 0x00010002);
            return key;
        });

        AssertFails(file,
            "The model is of a newer version of Microsoft.ML.SeNet: expected a format up to 1.1, got 1.2. Update the package SeNetMl.");
    }

    [Fact]
    public void Load_WrittenByANewerVersionButReadable_Loads()
    {
        using var sut = Sample.Model(_ml);
        var file = Changed(Saved(sut), "Model.key", key =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(0x48), 0x00010003);
            return key;
        });

        using var loaded = Load(file);

        Assert.Equal(sut.Description, loaded.Description);
    }

    [Theory]
    [InlineData("Labels.bin")]
    [InlineData("Description.json")]
    [InlineData("Weights.safetensors")]
    public void Load_AMissingStream_NamesIt(string name)
    {
        using var sut = Sample.Model(_ml);

        AssertFails(
            Changed(Saved(sut), name, _ => null), $"The model is damaged: expected the stream '{name}', got none. Save or copy it again.");
    }

    [Theory]
    [InlineData("\"Classes\": 4", "\"Classes\": 5", "The description of the model is damaged: "
        + "ModelDescription cannot be made from these values. Classes: expected 4, one for each label, got 5. (Parameter 'Classes')")]
    [InlineData("\"BatchSize\": 128", "\"BatchSize\": 1000000", "The description of the model is damaged: ModelDescription cannot be made "
        + "from these values. BatchSize: expected 1 to 128 for 16 pixels, got 1000000. (Parameter 'BatchSize')")]
    [InlineData("\"ImageSize\": 16", "\"ImageSize\": 100000", "The description of the model is damaged: "
        + "An evaluation transform cannot be made from these values. ImageSize: expected 1 to 8192, got 100000. (Parameter 'ImageSize')")]
    [InlineData("\"ReductionRatio\": 16", "\"ReductionRatio\": 8", "The weights in 'Weights.safetensors' belong to another network. "
        + "ReductionRatio: expected 8, got 16. Build the network with the file's options, or use SeNetWeights.FromFile.")]
    [InlineData("\"Normalisation\": {", "\"Other\": {", "The description of the model is damaged: JSON deserialization for type "
        + "'Microsoft.ML.SeNet.Model.ModelDescription' was missing required properties including: 'Normalisation'.")]
    public void Load_ADescriptionThatDoesNotFit_Tells(string old, string other, string expected)
    {
        using var sut = Sample.Model(_ml);

        AssertFails(Changed(Saved(sut), "Description.json",
            json => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace(old, other, StringComparison.Ordinal))), expected);
    }

    [Fact]
    public void Load_DamagedStreams_FailsClearly()
    {
        using var sut = Sample.Model(_ml);
        var file = Saved(sut);

        AssertFails(
            Changed(file, "Labels.bin", labels => labels[..^3]), "The labels are damaged: Unable to read beyond the end of the stream.");
        AssertFails(Changed(file, "Description.json", json => json[..20]),
            message => message.StartsWith("The description of the model is damaged: ", StringComparison.Ordinal));
        AssertFails(Changed(file, "Weights.safetensors", weights => weights[..^1]),
            message => message.StartsWith("Cannot read 'Weights.safetensors' as safetensors: ", StringComparison.Ordinal));
        AssertFails(Changed(file, "Description.json", json => [.. json, .. Enumerable.Repeat((byte)32, 17 << 20)]),
            "The description of the model is damaged: expected at most 16777216 bytes, got more.");
    }

    private byte[] Saved(SeResNetTransformer model)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, Sample.Data(_ml, 1).Schema, stream);
        return stream.ToArray();
    }

    private static SeResNetTransformer Load(byte[] file) => (SeResNetTransformer)new MLContext().Model.Load(new MemoryStream(file), out _);

    private static void AssertFails(byte[] file, string expected) => Assert.Equal(expected, Fault(file));

    private static void AssertFails(byte[] file, Predicate<string> holds)
    {
        var message = Fault(file);
        Assert.True(holds(message), message);
    }

    /// <summary>ML.NET wraps what loading throws.</summary>
    private static string Fault(byte[] file)
    {
        var exception = Assert.ThrowsAny<Exception>(() => Load(file));
        while (exception.InnerException is { } inner && exception is not InvalidDataException)
            exception = inner;
        return Assert.IsType<InvalidDataException>(exception).Message;
    }

    private static byte[] Bytes(byte[] file, string name)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        using var stream = archive.Entries.Single(entry => entry.Name == name).Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Changed(byte[] file, string name, Func<byte[], byte[]?> change)
    {
        using var target = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                var bytes = Bytes(file, entry.Name);
                if (entry.Name == name && change(bytes) is not { } changed)
                    continue;
                // Not shrunk: what shrinks to almost nothing is refused before it is read.
                using var stream = archive.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                stream.Write(entry.Name == name ? change(bytes)! : bytes);
            }
        }
        return target.ToArray();
    }
}
