using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Scoring;

namespace Microsoft.ML.SeNet.Tests;

public class SeResNetTransformerTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Transform_Pictures_AddsProbabilitiesAndTheBestLabel()
    {
        using var sut = Sample.Model(_ml);
        var scored = sut.Transform(Sample.Data(_ml, 9));

        var scores = Sample.Scores(scored);
        var labels = scored.GetColumn<uint>("PredictedLabel").ToArray();

        Assert.Equal(9, scores.Length);
        Assert.All(scores, row => Assert.Equal(1, row.Sum(), 1e-5));
        Assert.Equal(scores.Select(row => (uint)Array.IndexOf(row, row.Max()) + 1), labels);
        Assert.Equal(9, scores.Select(row => row[0]).Distinct().Count());
    }

    [Fact]
    public void Predict_OnePictureAtATime_GivesTheScoresOfTransform()
    {
        using var sut = Sample.Model(_ml);
        var pictures = Sample.Pictures(20);
        var expected = Sample.Scores(sut.Transform(_ml.Data.LoadFromEnumerable(pictures)));
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(sut, new PredictionEngineOptions { OwnsTransformer = false });

        var got = pictures.Select(picture => engine.Predict(picture)).ToArray();

        for (var i = 0; i < got.Length; i++)
        {
            Assert.Equal((uint)Array.IndexOf(expected[i], expected[i].Max()) + 1, got[i].PredictedLabel);
            for (var k = 0; k < Sample.Names.Length; k++)
                Assert.Equal(expected[i][k], got[i].Score[k], 1e-5f);
        }
    }

    [Fact]
    public void SaveAndLoad_PlainMlNet_ScoresAreTheSameBits()
    {
        using var sut = Sample.Model(_ml);
        var data = Sample.Data(_ml, 9);
        using var stream = new MemoryStream();

        _ml.Model.Save(sut, data.Schema, stream);
        using var loaded = (SeResNetTransformer)new MLContext().Model.Load(stream, out _);

        Assert.Equal(Sample.Scores(sut.Transform(data)), Sample.Scores(loaded.Transform(data)));
        Assert.Equal(sut.Description, loaded.Description);
    }
}
