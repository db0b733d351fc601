using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Tests.Model;

public class ScoringMapperTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Predict_TheSameEngineAgain_FollowsThePicture()
    {
        using var model = Sample.Model(_ml);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        var (first, second) = (Sample.Pictures(2)[0], Sample.Pictures(2)[1]);

        var scores = new[] { first, second, first }.Select(picture => engine.Predict(picture).Score).ToArray();

        Assert.Equal(scores[0], scores[2]);
        Assert.NotEqual(scores[0], scores[1]);
    }

    [Fact]
    public void GetRow_BothColumns_ScoreThePictureOnce()
    {
        var probe = new ProbeView(Sample.Data(_ml, 3));
        using var model = Sample.Model(_ml);
        var sut = ((ITransformer)model).GetRowToRowMapper(probe.Schema);
        using var cursor = probe.GetRowCursor(sut.GetDependencies(sut.OutputSchema));
        using var row = sut.GetRow(cursor, sut.OutputSchema);
        var label = row.GetGetter<uint>(row.Schema["PredictedLabel"]);
        var score = row.GetGetter<VBuffer<float>>(row.Schema["Score"]);
        uint key = 0;
        VBuffer<float> scores = default;
        while (cursor.MoveNext())
        {
            label(ref key);
            score(ref scores);
            Assert.Equal(key, (uint)scores.DenseValues().ToList().IndexOf(scores.DenseValues().Max()) + 1);
        }

        Assert.Equal(3, probe.Decoded);
    }

    [Fact]
    public void GetDependencies_OfEachColumn_AreThoseThatItNeeds()
    {
        using var model = Sample.Model(_ml);
        var sut = ((ITransformer)model).GetRowToRowMapper(Sample.Data(_ml, 1).Schema);

        Assert.Equal(["Image"], Needed("Score"));
        Assert.Equal(["Image"], Needed("PredictedLabel"));
        Assert.Equal(["Number"], Needed("Number"));
        Assert.Equal(["Number", "Image"], Needed("Score", "Number"));

        string[] Needed(params string[] names) =>
            [.. sut.GetDependencies(sut.OutputSchema.Where(column => names.Contains(column.Name))).Select(column => column.Name)];
    }

    [Fact]
    public void GetRow_OfAnotherSchema_Throws()
    {
        using var model = Sample.Model(_ml);
        var sut = ((ITransformer)model).GetRowToRowMapper(Sample.Data(_ml, 1).Schema);
        var other = Sample.Data(_ml, 1);
        using var cursor = other.GetRowCursor(other.Schema);

        Assert.Equal(
            "Schema of input row must be the same as the schema the mapper is bound to",
            Assert.Throws<InvalidOperationException>(() => sut.GetRow(cursor, sut.OutputSchema)).Message);
    }

    [Fact]
    public void Predict_BadPicture_ThrowsAndTheEngineGoesOn()
    {
        using var model = Sample.Model(_ml);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        var good = Sample.Pictures(1)[0];
        var expected = engine.Predict(good).Score;

        var exception = Assert.Throws<BadPictureException>(() => engine.Predict(new Picture()));

        Assert.Equal(
            "Cannot read the picture: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
            + "got no bytes. Repair or remove it.", exception.Message);
        Assert.Equal(expected, engine.Predict(good).Score);
    }

    [Fact]
    public void Predict_EightThreadsWithEnginesOfTheirOwn_GiveTheSameBits()
    {
        using var model = Sample.Model(_ml);
        var pictures = Sample.Pictures(10);
        using var single = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        var expected = pictures.Select(picture => single.Predict(picture).Score).ToArray();
        var got = new float[8][][];

        var threads = Enumerable.Range(0, got.Length).Select(i => new Thread(() =>
        {
            using var engine = new MLContext().Model.CreatePredictionEngine<Picture, Prediction>(
                model, new PredictionEngineOptions { OwnsTransformer = false });
            got[i] = [.. pictures.Select(picture => engine.Predict(picture).Score)];
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.All(got, scores => Assert.Equal(expected, scores));
    }

    [Fact]
    public void Predict_SomeTimes_KeepsMemoryFlat() => AssertMemoryIsFlat(200);

    [Fact]
    [Trait("Category", "Slow")]
    public void Predict_TenThousandTimes_KeepsMemoryFlat() => AssertMemoryIsFlat(10_000);

    private void AssertMemoryIsFlat(int count)
    {
        using var model = Sample.Model(_ml);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        var picture = Sample.Pictures(1)[0];
        for (var i = 0; i < 100; i++)
            engine.Predict(picture);
        var (tensors, bytes) = (LiveTensors.Now, WorkingSet());

        for (var i = 0; i < count; i++)
            engine.Predict(picture);

        LiveTensors.AssertAre(tensors);
        Assert.InRange(WorkingSet() - bytes, long.MinValue, 32L << 20);
    }

    private static long WorkingSet()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet;
    }
}
