using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Tests.Model;

public sealed class ScoringViewTests : TensorTest
{
    private const int BatchSize = 4;

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void GetRowCursor_SeveralBatches_GivesEachRowItsOwnScores()
    {
        using var model = Sample.Model(_ml, BatchSize);
        using var larger = Sample.Model(_ml);
        var data = Sample.Data(_ml, 11);

        var scored = model.Transform(data);

        var expected = Sample.Scores(larger.Transform(data));
        var got = Sample.Scores(scored);
        Assert.Equal(expected.Length, got.Length);
        for (var i = 0; i < got.Length; i++)
            for (var k = 0; k < got[i].Length; k++)
                Assert.Equal(expected[i][k], got[i][k], 1e-5f);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => (float)i), scored.GetColumn<float>("Number"));
    }

    [Fact]
    public void GetRowCursor_TwiceTheSame_GivesTheSameBits()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(Sample.Data(_ml, 11));

        Assert.Equal(Sample.Scores(scored), Sample.Scores(scored));
    }

    [Fact]
    public void GetRowCursor_NeitherScoreNorLabel_DecodesNothing()
    {
        var probe = new ProbeView(Sample.Data(_ml, 11));
        using var model = Sample.Model(_ml, BatchSize);

        Assert.Equal(11, model.Transform(probe).GetColumn<float>("Number").Count());
        Assert.Equal((0, 0), (probe.Decoded, probe.Open));
    }

    [Fact]
    public void GetRowCursor_BothColumns_DecodesEachPictureOnce()
    {
        var probe = new ProbeView(Sample.Data(_ml, 11));
        using var model = Sample.Model(_ml, BatchSize);

        Assert.Equal(
            11, _ml.Data.CreateEnumerable<Prediction>(model.Transform(probe), reuseRowObject: false, ignoreMissingColumns: true).Count());

        Assert.Equal((11, 0), (probe.Decoded, probe.Open));
    }

    [Fact]
    public void Getter_OnlyOfALateRow_PassesTheOthersWithoutDecoding()
    {
        var probe = new ProbeView(Sample.Data(_ml, 11));
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(probe);
        var expected = Sample.Scores(model.Transform(Sample.Data(_ml, 11)))[9];
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        for (var i = 0; i < 10; i++)
            Assert.True(cursor.MoveNext());

        VBuffer<float> score = default;
        getter(ref score);

        Assert.Equal(expected, score.DenseValues());
        Assert.Equal(3, probe.Decoded);
    }

    [Fact]
    public void Getter_BeforeTheFirstRowAndAfterTheLast_ThrowsMlNetsWords()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(Sample.Data(_ml, 1));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> score = default;
        const string Expected = "Values cannot be fetched at this time. "
            + "This method was called either before the first call to MoveNext, or at any point after that method returned false.";

        Assert.Equal(Expected, Assert.Throws<InvalidOperationException>(() => getter(ref score)).Message);
        Assert.True(cursor.MoveNext());
        getter(ref score);
        Assert.False(cursor.MoveNext());
        Assert.Equal(Expected, Assert.Throws<InvalidOperationException>(() => getter(ref score)).Message);
    }

    [Fact]
    public void GetGetter_WrongTypeOrInactiveColumn_Throws()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(Sample.Data(_ml, 1));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);

        var type = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["Score"]));
        var inactive = Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(scored.Schema["Number"]));

        Assert.Equal("Invalid TValue: 'System.Single', expected type: 'Microsoft.ML.Data.VBuffer`1[System.Single]'.", type.Message);
        Assert.Equal("requested column not active (Parameter 'column')", inactive.Message);
    }

    [Fact]
    public void Getter_BadPicture_ThrowsForItsRowAndThoseBeforeItAreScored()
    {
        var pictures = Sample.Pictures(11);
        pictures[6].Image = [1, 2, 3];
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(_ml.Data.LoadFromEnumerable(pictures));
        using var cursor = scored.GetRowCursor([scored.Schema["PredictedLabel"]]);
        var getter = cursor.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        uint label = 0;
        for (var i = 0; i < 6; i++)
        {
            Assert.True(cursor.MoveNext());
            getter(ref label);
            Assert.InRange(label, 1u, 4u);
        }
        Assert.True(cursor.MoveNext());

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var exception = Assert.Throws<BadPictureException>(() => getter(ref label));
            Assert.Equal(
                "Cannot read the picture of row 6: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got 3 bytes that begin with 010203. Repair or remove it.", exception.Message);
        }
    }

    [Fact]
    public void Getter_FileIsMissing_ThrowsForItsRow()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var rows = _ml.Data.LoadFromEnumerable(new[] { new Named { Path = "/nowhere/0.png" } });
        var loader = _ml.Transforms.LoadRawImageBytes("Image", null, nameof(Named.Path)).Fit(rows);

        var exception = Assert.Throws<BadPictureException>(() => Sample.Scores(model.Transform(loader.Transform(rows))));

        Assert.StartsWith("Cannot read the picture of row 0: expected a picture file, got one that cannot be read: ",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Getter_FailureOfTheSource_IsThrownWithTheRow()
    {
        var probe =
            new ProbeView(Sample.Data(_ml, 11)) { BeforePicture = row => { if (row == 5) throw new IOException("The disk is gone."); } };
        using var model = Sample.Model(_ml, BatchSize);

        var exception = Assert.Throws<InvalidOperationException>(() => Sample.Scores(model.Transform(probe)));

        Assert.Equal("Row 5 cannot be read: The disk is gone.", exception.Message);
        Assert.IsType<IOException>(exception.InnerException);
        Assert.Equal(0, probe.Open);
    }

    [Theory]
    [InlineData(false, "expected row 0 to be the same for both, got another row")]
    [InlineData(true, "expected row 3 to be the same for both, got no row")]
    public void Getter_UnstableOrder_ThrowsWithTheRemedy(bool shorter, string expected)
    {
        var probe = new ProbeView(Sample.Data(_ml, 8))
        {
            Order = (cursor, rows) => cursor == 0 ? rows : shorter ? _ml.Data.TakeRows(rows, 3) : _ml.Data.SkipRows(rows, 1),
        };
        using var model = Sample.Model(_ml, BatchSize);

        var exception = Assert.Throws<InvalidOperationException>(() => Sample.Scores(model.Transform(probe)));

        Assert.Equal(
            $"The pictures are read ahead by a second cursor, which met other rows than the first: {expected}. "
            + "The order of the source is not stable: put AppendCacheCheckpoint or ml.Data.Cache before the model.", exception.Message);
    }

    [Fact]
    public void Dispose_WhileTheNextBatchIsPrepared_StopsBeforeTheNextRow()
    {
        using var reached = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var probe = new ProbeView(Sample.Data(_ml, 100))
        {
            BeforePicture = row =>
            {
                if (row != 5)
                    return;
                reached.Set();
                goOn.Wait();
            },
        };
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(probe);
        var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> score = default;
        Assert.True(cursor.MoveNext());
        getter(ref score);
        reached.Wait();

        using var timer = new Timer(_ => goOn.Set(), null, 200, Timeout.Infinite);
        cursor.Dispose();

        Assert.Equal((6, 0), (probe.Decoded, probe.Open));
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void CanShuffle_AnySource_IsFalseAndRowsStayInOrder()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(Sample.Data(_ml, 6));
        var column = scored.Schema["Number"];
        var rows = new List<float>();
        using var cursor = scored.GetRowCursor([column], new Random(1));
        var getter = cursor.GetGetter<float>(column);
        for (float number = 0; cursor.MoveNext(); rows.Add(number))
            getter(ref number);

        Assert.False(scored.CanShuffle);
        Assert.Equal([0, 1, 2, 3, 4, 5], rows);
        Assert.Equal(6, scored.GetRowCount() ?? 6);
    }

    [Fact]
    public void GetRowCursorSet_Any_IsOneCursorOverAllRows()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var scored = model.Transform(Sample.Data(_ml, 6));

        var set = scored.GetRowCursorSet(scored.Schema, 4);

        using var cursor = Assert.Single(set);
        Assert.Equal(-1, cursor.Position);
        for (var row = 0; row < 6; row++)
            Assert.True(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Transform_AlreadyScoredData_CountsTheScoreColumnsSets()
    {
        using var model = Sample.Model(_ml, BatchSize);
        var twice = model.Transform(model.Transform(Sample.Data(_ml, 3)));
        uint id = 0;

        twice.Schema["Score"].Annotations.GetValue("ScoreColumnSetId", ref id);

        Assert.Equal(2u, id);
        Assert.Equal(3, Sample.Scores(twice).Length);
    }

    private sealed class Named
    {
        public string Path { get; set; } = "";
    }
}
