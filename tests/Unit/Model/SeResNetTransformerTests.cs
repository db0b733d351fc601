using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Tests.Model;

public class SeResNetTransformerTests : TensorTest
{
    private const string Gone =
        "The model was disposed. A prediction engine disposes the model that it was made from: "
        + "make engines that share one with new PredictionEngineOptions { OwnsTransformer = false }, "
        + "and dispose the model after the last of them.\nObject name: 'SeResNetTransformer'.";

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
        using var engine = Shared(sut);

        var got = pictures.Select(picture => engine.Predict(picture)).ToArray();

        for (var i = 0; i < got.Length; i++)
        {
            Assert.Equal((uint)Array.IndexOf(expected[i], expected[i].Max()) + 1, got[i].PredictedLabel);
            for (var k = 0; k < Sample.Names.Length; k++)
                Assert.Equal(expected[i][k], got[i].Score[k], 1e-5f);
        }
    }

    [SkippableFact]
    public void PrecisionAndThreads_Set_AreUsedByTransformAndEngines()
    {
        Sample.SkipWithoutBFloat16();
        using var sut = Sample.Model(_ml);
        var pictures = Sample.Pictures(5);
        var single = Sample.Scores(sut.Transform(_ml.Data.LoadFromEnumerable(pictures)));
        using var engine = Shared(sut);
        Assert.Equal((ScoringPrecision.Float32, null), (sut.Precision, sut.Threads));

        (sut.Precision, sut.Threads) = (ScoringPrecision.BFloat16, 1);
        var half = Sample.Scores(sut.Transform(_ml.Data.LoadFromEnumerable(pictures)));
        var one = engine.Predict(pictures[0]).Score;

        Assert.Equal((ScoringPrecision.BFloat16, 1), (sut.Precision, sut.Threads));
        Assert.NotEqual(single[0], half[0]);
        for (var k = 0; k < Sample.Names.Length; k++)
        {
            Assert.Equal(single[0][k], half[0][k], 0.02f);
            Assert.Equal(half[0][k], one[k], 0.01f);
        }
    }

    [Fact]
    public void PrecisionAndThreads_ThatDoNotExist_AreRefused()
    {
        using var sut = Sample.Model(_ml);

        Assert.Equal(
            "Precision: expected Float32 or BFloat16, got 7. (Parameter 'value')",
            Assert.Throws<ArgumentOutOfRangeException>(() => sut.Precision = (ScoringPrecision)7).Message);
        Assert.Equal(
            "Threads: expected 1 or more, or null for as many as libtorch has, got 0. (Parameter 'value')",
            Assert.Throws<ArgumentOutOfRangeException>(() => sut.Threads = 0).Message);
        sut.Threads = 3;
        sut.Threads = null;
    }

    [Fact]
    public void Properties_OfAModel_TellWhatItIs()
    {
        using var sut = Sample.Model(_ml);

        Assert.Equal(Sample.Names, sut.Labels);
        Assert.Equal((SeResNetVariant.CifarSeResNet20, 4), (sut.Network.Variant, sut.Network.Classes));
        Assert.Equal((16, 0.875), (sut.Evaluation.ImageSize, sut.Evaluation.CropFraction));
        Assert.Equal((16, 16, "SE-ResNet-20"), (sut.Summary().Height, sut.Summary().Width, sut.Summary().Name));
        Assert.True(((ITransformer)sut).IsRowToRowMapper);
    }

    [Fact]
    public void TopPredictions_Scores_AreTheBestLabelsInOrder()
    {
        using var sut = Sample.Model(_ml);
        LabelProbability[] expected = [new("fox", 0.4f), new("dog", 0.3f)];

        Assert.Equal(expected, sut.TopPredictions([0.1f, 0.3f, 0.2f, 0.4f], 2));
        Assert.Equal(expected, sut.TopPredictions(new VBuffer<float>(4, [0.1f, 0.3f, 0.2f, 0.4f]), 2));
        Assert.Equal(4, sut.TopPredictions([0.1f, 0.3f, 0.2f, 0.4f]).Count);
    }

    [Fact]
    public void GetOutputSchema_AddedColumns_AreThoseOfMlNetsOwnScorers()
    {
        using var sut = Sample.Model(_ml);

        var schema = sut.GetOutputSchema(Sample.Data(_ml, 1).Schema);

        Assert.Equal(
            [
                "Number: Single", "Label: String", "Image: Vector<Byte>",
                "PredictedLabel: Key<UInt32, 0-3> {ScoreColumnKind, ScoreValueKind, KeyValues, ScoreColumnSetId}",
                "Score: Vector<Single, 4> {ScoreColumnKind, ScoreColumnSetId, ScoreValueKind, TrainingLabelValues, SlotNames}",
            ],
            schema.Select(column => column.ToString()));
        Assert.Equal(("MulticlassClassification", "PredictedLabel", 1u), Kinds(schema["PredictedLabel"]));
        Assert.Equal(("MulticlassClassification", "Score", 1u), Kinds(schema["Score"]));
        Assert.Equal([Sample.Names, Sample.Names, Sample.Names], [Values(schema["PredictedLabel"], "KeyValues"),
            Values(schema["Score"], "SlotNames"), Values(schema["Score"], "TrainingLabelValues")]);
        Assert.True(schema["PredictedLabel"].HasKeyValues());
        Assert.True(schema["Score"].HasSlotNames());
    }

    [Fact]
    public void Evaluate_ScoredData_NamesTheClassesInTheConfusionTable()
    {
        using var sut = Sample.Model(_ml);
        var scored = sut.Transform(Sample.Keyed(_ml, Sample.Data(_ml, 20)));
        var agreeing = scored.GetColumn<uint>("PredictedLabel").Zip(scored.GetColumn<uint>("Label"))
            .Count(pair => pair.First == pair.Second);

        var metrics = _ml.MulticlassClassification.Evaluate(scored);

        Assert.Equal(agreeing / 20.0, metrics.MicroAccuracy, 1e-12);
        Assert.Equal(4, metrics.ConfusionMatrix.NumberOfClasses);
        foreach (var name in Sample.Names)
            Assert.Contains($"{name} ||", metrics.ConfusionMatrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
    }

    [Fact]
    public void MapKeyToValue_OfThePrediction_GivesTheLabels()
    {
        using var sut = Sample.Model(_ml);
        var scored = sut.Transform(Sample.Data(_ml, 9));

        var texts = _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored)
            .GetColumn<string>("PredictedLabel");

        Assert.Equal(scored.GetColumn<uint>("PredictedLabel").Select(key => Sample.Names[key - 1]), texts);
    }

    [Fact]
    public void Transform_WrongColumns_ThrowsInMlNetsWords()
    {
        using var sut = Sample.Model(_ml);
        var missing = _ml.Data.LoadFromEnumerable([new { Number = 1f }]);
        var wrong = _ml.Data.LoadFromEnumerable([new { Image = 1f }]);

        AssertMismatch(missing, "Could not find feature column 'Image' (Parameter 'inputSchema')");
        AssertMismatch(wrong,
            "Schema mismatch for feature column 'Image': expected String of paths, Image, Vector<Byte> of encoded pictures, "
            + "or known-size Vector<Single> or Vector<Byte> of pixels, got Single (Parameter 'inputSchema')");

        void AssertMismatch(IDataView data, string expected)
        {
            Assert.Equal(expected, Assert.Throws<ArgumentOutOfRangeException>(() => sut.Transform(data)).Message);
            Assert.Equal(expected, Assert.Throws<ArgumentOutOfRangeException>(() => sut.GetOutputSchema(data.Schema)).Message);
            Assert.Equal(
                expected, Assert.Throws<ArgumentOutOfRangeException>(() => ((ITransformer)sut).GetRowToRowMapper(data.Schema)).Message);
        }
    }

    [Fact]
    public void Dispose_ThenAnyUse_ThrowsWithTheRemedy()
    {
        var sut = Sample.Model(_ml);
        var data = Sample.Data(_ml, 3);
        var scored = sut.Transform(data);
        using var engine = Shared(sut);
        using var cursor = scored.GetRowCursor(scored.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        Assert.True(cursor.MoveNext());
        VBuffer<float> score = default;

        sut.Dispose();
        sut.Dispose();

        foreach (var use in (Action[])[
            () => sut.Transform(data), () => sut.GetOutputSchema(data.Schema),
            () => ((ITransformer)sut).GetRowToRowMapper(data.Schema), () => sut.Summary(),
            () => _ml.Model.Save(sut, data.Schema, new MemoryStream()), () => sut.SaveAsOnnx(new MemoryStream()),
            () => engine.Predict(Sample.Pictures(1)[0]), () => getter(ref score),
            () => getter(ref score), () => scored.GetRowCursor(scored.Schema)])
            Assert.Equal(Gone, Assert.Throws<ObjectDisposedException>(use).Message.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Dispose_OfAnEngineThatOwnsTheModel_EndsTheModel()
    {
        var sut = Sample.Model(_ml);

        _ml.Model.CreatePredictionEngine<Picture, Prediction>(sut).Dispose();

        Assert.Throws<ObjectDisposedException>(() => sut.Transform(Sample.Data(_ml, 1)));
    }

    [Fact]
    public void Dispose_OfAnEngineThatSharesTheModel_LeavesIt()
    {
        using var sut = Sample.Model(_ml);

        Shared(sut).Dispose();

        Assert.Single(Sample.Scores(sut.Transform(Sample.Data(_ml, 1))));
    }

    [Fact]
    public void Dispose_WhileOthersPredict_LetsTheirCallsFinish()
    {
        var sut = Sample.Model(_ml);
        using var started = new CountdownEvent(4);
        var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using var engine = Shared(sut);
                var picture = Sample.Pictures(1)[0];
                Assert.Equal(1, engine.Predict(picture).Score.Sum(), 1e-5);
                started.Signal();
                while (true)
                    Assert.Equal(1, engine.Predict(picture).Score.Sum(), 1e-5);
            },
            TaskCreationOptions.LongRunning)).ToArray();
        started.Wait();

        sut.Dispose();

        Assert.All(threads, thread => Assert.IsType<ObjectDisposedException>(Record.Exception(() => thread.GetAwaiter().GetResult())));
    }

    [Fact]
    public void Constructor_DescriptionThatDoesNotFit_ThrowsAndFreesTheWeights()
    {
        var description = Sample.Description(Sample.Vocabulary(_ml));
        var trained = NetworkState.Take(new SeResNet(description.Network, new Seeds(1)));

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new SeResNetTransformer(
            _ml, description with { FeatureColumn = "", PredictedLabelColumn = "Score", BatchSize = 200 }, trained));

        Assert.Equal(
            "ModelDescription cannot be made from these values. FeatureColumn: expected a name, got ''. "
            + "PredictedLabelColumn: expected a name other than the score column's, got 'Score'. "
            + "BatchSize: expected 1 to 128 for 16 pixels, got 200. (Parameter 'FeatureColumn')",
            exception.Message);
    }

    private PredictionEngine<Picture, Prediction> Shared(SeResNetTransformer model) =>
        new MLContext().Model.CreatePredictionEngine<Picture, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });

    private static (string Kind, string Value, uint Set) Kinds(DataViewSchema.Column column)
    {
        ReadOnlyMemory<char> kind = default, value = default;
        uint set = 0;
        column.Annotations.GetValue("ScoreColumnKind", ref kind);
        column.Annotations.GetValue("ScoreValueKind", ref value);
        column.Annotations.GetValue("ScoreColumnSetId", ref set);
        return (kind.ToString(), value.ToString(), set);
    }

    private static string[] Values(DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(kind, ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }
}
