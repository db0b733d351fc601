using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.FolderCheck;
using Microsoft.ML.SeNet.Tests.Weights;
using Microsoft.ML.SeNet.Weights;
using SeNetMl.Contract.Tests.MicrosoftML;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>Networks as a source of features for other trainers.</summary>
public sealed class SeNetFeaturizingTransformerTests : TensorTest, IDisposable
{
    private const string Output = "Embedding";

    private readonly MLContext _ml = new(seed: 1);
    private readonly SeResNetTransformer _model;

    public SeNetFeaturizingTransformerTests() => _model = Sample.Model(_ml);

    void IDisposable.Dispose()
    {
        _model.Dispose();
        Dispose();
    }

    [Fact]
    public void Transform_WeightsOfAModel_GivesWhatItsHeadSees()
    {
        using var sut = Featurizer().Fit(Sample.Data(_ml, 1));
        var data = Sample.Data(_ml, 9);

        var features = sut.Transform(data);

        SeResNetTransformerEmbeddingTests.AssertClose(
            [.. Sample.Pictures(9).Select(picture => Sample.Features(_model, picture))], [.. features.GetColumn<float[]>(Output)]);
        Assert.Equal(["Number: Single", "Label: String", "Image: Vector<Byte>", "Embedding: Vector<Single, 64>"],
            features.Schema.Select(column => column.ToString()));
        Assert.Equal((_model.Network, _model.Evaluation, true), (sut.Network, sut.Evaluation, ((ITransformer)sut).IsRowToRowMapper));
    }

    [Fact]
    public void Transform_Paths_GivesTheFeaturesOfTheirBytes()
    {
        using var folder = new PictureFolder();
        var paths = _ml.Data.LoadFromEnumerable(
            Sample.Pictures(5).Select((picture, i) => new { Image = folder.Write($"{i}", picture.Image) }).ToArray());
        using var sut = Featurizer().Fit(paths);

        Assert.Equal(
            sut.Transform(Sample.Data(_ml, 5)).GetColumn<float[]>(Output), sut.Transform(paths).GetColumn<float[]>(Output));
    }

    [Fact]
    public void Estimator_LikeEveryOther_Conforms()
    {
        using var sut = Featurizer().Fit(Sample.Data(_ml, 1));

        EstimatorConformance.Check(_ml, new Ready(Featurizer(), sut), Sample.Data(_ml, 11), tolerance: 1e-4);
    }

    [Fact]
    public void Chain_InFrontOfOthers_Conforms()
    {
        using var sut = Featurizer().Fit(Sample.Data(_ml, 1));
        var chain = new Ready(Featurizer(), sut).Append(_ml.Transforms.Concatenate("Features", "Number", Output));

        EstimatorConformance.Check(_ml, chain, Sample.Data(_ml, 11), tolerance: 1e-4);
    }

    [Fact]
    public void Save_ItsStreams_AreThoseOfTheFormat()
    {
        using var sut = Featurizer().Fit(Sample.Data(_ml, 1));
        using var stream = new MemoryStream();
        _ml.Model.Save(sut, Sample.Data(_ml, 1).Schema, stream);

        using var archive = new ZipArchive(stream);
        var parts = archive.Entries.Where(entry =>
            entry.FullName.Replace('\\', '/').StartsWith("TransformerChain/", StringComparison.Ordinal)).ToDictionary(entry => entry.Name);
        Assert.Equal(["Description.json", "Model.key", "Weights.safetensors"], parts.Keys.Order(StringComparer.Ordinal));
        var key = new byte[0x68];
        using (var reading = parts["Model.key"].Open())
            reading.ReadExactly(key);
        Assert.Equal(("SENETFTR", 0x00010001u, 0x00010001u),
            (Encoding.ASCII.GetString(key, 0x40, 8), BitConverter.ToUInt32(key, 0x48), BitConverter.ToUInt32(key, 0x4C)));
        Assert.Equal("SeNetFeaturizer", Encoding.ASCII.GetString(key, 0x50, 24).TrimEnd('\0'));
    }

    [Fact]
    public void Load_AProcessThatCallsNothingOfOurs_GivesTheSameBits()
    {
        using var sut = Featurizer().Fit(Sample.Data(_ml, 1));
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            sut, new PredictionEngineOptions { OwnsTransformer = false });

        FreshProcess.AssertSameBits(_ml, sut, Output, picture => engine.Predict(picture).Embedding);
    }

    [Fact]
    public void Fit_ModelIsDisposedAfterwards_TheFeaturizerLives()
    {
        var model = Sample.Model(_ml);
        var estimator = _ml.Transforms.SeNetFeaturizeImage(Output, model, "Image");
        using var sut = estimator.Fit(Sample.Data(_ml, 1));

        model.Dispose();

        Assert.Equal(3, sut.Transform(Sample.Data(_ml, 3)).GetColumn<float[]>(Output).Count());
        Assert.Throws<ObjectDisposedException>(() => estimator.Fit(Sample.Data(_ml, 1)));
    }

    [Fact]
    public void SeNetFeaturizeImage_WeightsOfAFile_PreparesPicturesAsItTells()
    {
        using var file = new TemporaryFile();
        _model.Weights.Save(file.Path);
        using var expected = Featurizer().Fit(Sample.Data(_ml, 1));
        using var sut = _ml.Transforms.SeNetFeaturizeImage(Output, SeNetWeights.FromFile(file.Path), "Image").Fit(Sample.Data(_ml, 1));
        using var larger = _ml.Transforms.SeNetFeaturizeImage(Output, SeNetWeights.FromFile(file.Path), "Image", imageSize: 24)
            .Fit(Sample.Data(_ml, 1));

        Assert.Equal(expected.Transform(Sample.Data(_ml, 3)).GetColumn<float[]>(Output),
            sut.Transform(Sample.Data(_ml, 3)).GetColumn<float[]>(Output));
        Assert.Equal(new(24, 0.875), larger.Evaluation);
    }

    [Theory]
    [InlineData(SeResNetVariant.CifarSeResNet20, 32, 1)]
    [InlineData(SeResNetVariant.SeResNet18, 224, 0.875)]
    public void SeNetFeaturizeImage_FileThatTellsNoSize_TakesTheUsualOne(SeResNetVariant variant, int size, double fraction)
    {
        using var file = new TemporaryFile();
        using (var network = new SeResNet(new NetworkOptions { Variant = variant, Classes = 2 }, new Seeds(1)))
            NetworkWeights.Save(network, file.Path);
        using var sut = _ml.Transforms.SeNetFeaturizeImage("Image", SeNetWeights.FromFile(file.Path)).Fit(Sample.Data(_ml, 1));

        Assert.Equal(new(size, fraction), sut.Evaluation);
        Assert.Equal(("Image", "Image"), (sut.Description.InputColumn, sut.Description.OutputColumn));
    }

    [Fact]
    public void Transform_WrongColumns_ThrowsInMlNetsWords()
    {
        var good = Sample.Data(_ml, 1);

        AssertMismatch(
            _ml.Data.LoadFromEnumerable([new { Number = 1f }]), "Could not find feature column 'Image' (Parameter 'inputSchema')");
        AssertMismatch(
            _ml.Data.LoadFromEnumerable([new { Image = 1f }]),
            "Schema mismatch for feature column 'Image': expected String of paths, Image, Vector<Byte> of encoded pictures, "
            + "or known-size Vector<Single> or Vector<Byte> of pixels, got Single (Parameter 'inputSchema')");

        void AssertMismatch(IDataView bad, string expected)
        {
            using var sut = Featurizer().Fit(good);
            EstimatorConformance.CheckMismatch(new Ready(Featurizer(), sut), good, bad, expected);
        }
    }

    [Fact]
    public void Dispose_ThenUse_ThrowsWithTheRemedy()
    {
        var sut = Featurizer().Fit(Sample.Data(_ml, 1));

        sut.Dispose();

        Assert.Equal(
            "The featurizer was disposed. A prediction engine disposes the model that it was made from: "
            + "make engines that share one with new PredictionEngineOptions { OwnsTransformer = false }, "
            + "and dispose the model after the last of them.\nObject name: 'SeNetFeaturizingTransformer'.",
            Assert.Throws<ObjectDisposedException>(() => sut.Transform(Sample.Data(_ml, 1))).Message.ReplaceLineEndings("\n"));
    }

    private SeNetFeaturizingEstimator Featurizer() => _ml.Transforms.SeNetFeaturizeImage(Output, _model, "Image");

    /// <summary>An estimator that gives one transformer for good data, so that one is disposed.</summary>
    private sealed class Ready(SeNetFeaturizingEstimator estimator, SeNetFeaturizingTransformer transformer) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            estimator.GetOutputSchema(SchemaShape.Create(input.Schema));
            return transformer;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => estimator.GetOutputSchema(inputSchema);
    }
}
