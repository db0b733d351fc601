using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>Models that put out what their head sees beside the scores.</summary>
public sealed class SeResNetTransformerEmbeddingTests : TensorTest
{
    private const string Embedding = "Embedding";

    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(128)]
    public void Transform_AnyBatchSize_GivesWhatTheHeadSeesAndTheSameScores(int batchSize)
    {
        using var plain = Sample.Model(_ml, batchSize);
        using var sut = Sample.Model(_ml, batchSize, embedding: Embedding);
        var data = Sample.Data(_ml, 9);

        var scored = sut.Transform(data);

        var expected = Sample.Pictures(9).Select(picture => Sample.Features(plain, picture)).ToArray();
        AssertClose(expected, [.. scored.GetColumn<float[]>(Embedding)]);
        Assert.Equal(Sample.Scores(plain.Transform(data)), Sample.Scores(scored));
        Assert.Equal("Embedding: Vector<Single, 64>", scored.Schema[Embedding].ToString());
        Assert.Equal(["PredictedLabel", "Score", Embedding], scored.Schema.Skip(data.Schema.Count).Select(column => column.Name));
    }

    [Fact]
    public void Predict_WithAnEmbedding_GivesBothOfOnePass()
    {
        using var sut = Sample.Model(_ml, embedding: Embedding);
        var pictures = Sample.Pictures(5);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            sut, new PredictionEngineOptions { OwnsTransformer = false });

        var got = pictures.Select(picture => engine.Predict(picture)).ToArray();

        AssertClose([.. pictures.Select(picture => Sample.Features(sut, picture))], [.. got.Select(prediction => prediction.Embedding)]);
        Assert.All(got, prediction => Assert.Equal(1, prediction.Score.Sum(), 1e-5));
    }

    [Fact]
    public void GetRowCursor_AllColumns_DecodesEachPictureOnce()
    {
        var probe = new ProbeView(Sample.Data(_ml, 11));
        using var sut = Sample.Model(_ml, batchSize: 4, embedding: Embedding);

        Assert.All(_ml.Data.CreateEnumerable<Prediction>(sut.Transform(probe), reuseRowObject: false),
            row => Assert.Equal((4, 64), (row.Score.Length, row.Embedding.Length)));

        Assert.Equal((11, 0), (probe.Decoded, probe.Open));
    }

    [Fact]
    public void GetDependencies_OfTheEmbedding_IsThePicture()
    {
        using var sut = Sample.Model(_ml, embedding: Embedding);
        var mapper = ((ITransformer)sut).GetRowToRowMapper(Sample.Data(_ml, 1).Schema);

        Assert.Equal(["Image"], mapper.GetDependencies([mapper.OutputSchema[Embedding]]).Select(column => column.Name));
    }

    [Fact]
    public void SaveAndLoad_WithAnEmbedding_GivesTheSameBits()
    {
        using var sut = Sample.Model(_ml, embedding: Embedding);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            sut, new PredictionEngineOptions { OwnsTransformer = false });

        FreshProcess.AssertSameBits(_ml, sut, Embedding, picture => engine.Predict(picture).Embedding);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Score")]
    [InlineData("PredictedLabel")]
    public void Checked_EmbeddingColumnThatCannotBe_Tells(string name)
    {
        var description = Sample.Description(Sample.Vocabulary(_ml)) with { EmbeddingColumn = name };

        Assert.Equal(
            "ModelDescription cannot be made from these values. EmbeddingColumn: expected a name other than those of the score and "
            + $"predicted label columns, or null, got '{name}'. (Parameter 'EmbeddingColumn')",
            Assert.Throws<ArgumentOutOfRangeException>(description.Checked).Message);
    }

    [Fact]
    public void Fit_EmbeddingColumnName_IsInTheSchemaAndTheModel()
    {
        var data = SmallTraining.Data(_ml, 8);
        var sut = Fits.Trainer(_ml, Fits.Options(options => options.EmbeddingColumnName = "Look"));
        using var model = sut.Fit(data);

        var schema = sut.GetOutputSchema(SchemaShape.Create(data.Schema));

        Assert.True(schema.TryFindColumn("Look", out var column));
        Assert.Equal(
            (SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false), (column.Kind, column.ItemType, column.IsKey));
        Assert.Equal(SchemaShape.Create(model.GetOutputSchema(data.Schema)).Select(item => item.Name).Order(),
            schema.Select(item => item.Name).Order());
        Assert.All(model.Transform(data).GetColumn<float[]>("Look"), features => Assert.Equal(64, features.Length));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("Score")]
    [InlineData("PredictedLabel")]
    public void SeResNet_EmbeddingColumnThatCannotBe_SaysSo(string name)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Fits.Trainer(_ml, Fits.Options(options => options.EmbeddingColumnName = name)));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. EmbeddingColumnName: expected another name than ScoreColumnName and "
            + $"PredictedLabelColumnName, or null, got '{name}'. (Parameter 'options')", e.Message);
    }

    internal static void AssertClose(float[][] expected, float[][] got)
    {
        Assert.Equal(expected.Length, got.Length);
        Assert.All(expected.Zip(got),
            pair => Assert.All(pair.First.Zip(pair.Second), numbers => Assert.Equal(numbers.First, numbers.Second, 1e-4f)));
        Assert.NotEqual(expected[0], expected[^1]);
    }
}
