using Microsoft.ML;

namespace SeNetMl.MicrosoftML.Tests.Data;

public class RowOperationsTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static IDataView Numbers(int count) => s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Value = i, Group = $"g{i / 4}é" }));

    private static string Values(IDataView data) => string.Join(' ', Rows.Of(data, [data.Schema["Value"]]));

    [Theory]
    [InlineData(null, "2 12 13")]
    [InlineData(7, "3 16 17 19")]
    public void TrainTestSplit_Seed_DrawsAsGenuineDoes(int? seed, string test)
    {
        var sut = s_ml.Data.TrainTestSplit(Numbers(20), testFraction: 0.2, seed: seed);

        Assert.Equal(test, Values(sut.TestSet));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}").Except(test.Split(' ')), Values(sut.TrainSet).Split(' '));
        Assert.Equal(["Value: Single", "Group: String"], Rows.Columns(sut.TrainSet.Schema));
        Assert.Null(sut.TrainSet.GetRowCount());
    }

    [Fact]
    public void TrainTestSplit_ByText_KeepsGroupsTogether()
    {
        var sut = s_ml.Data.TrainTestSplit(Numbers(40), testFraction: 0.4, samplingKeyColumnName: "Group");

        Assert.Equal("4 5 6 7 8 9 10 11 20 21 22 23 36 37 38 39", Values(sut.TestSet));
    }

    [Fact]
    public void TrainTestSplit_ByNumber_TakesTheLowEnd()
    {
        var sut = s_ml.Data.TrainTestSplit(Numbers(11), testFraction: 0.25, samplingKeyColumnName: "Value");

        Assert.Equal("0 1 2", Values(sut.TestSet));
    }

    [Fact]
    public void TrainTestSplit_ByInfiniteNumber_LeavesNoRange()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { 1, float.NaN, 2, float.PositiveInfinity, 3 }.Select(value => new { Value = value }));

        var sut = s_ml.Data.TrainTestSplit(data, testFraction: 0.5, samplingKeyColumnName: "Value");

        Assert.Equal(["1", "2", "3"], Rows.Of(sut.TestSet));
        Assert.Empty(Rows.Of(sut.TrainSet));
    }

    [Fact]
    public void TrainTestSplit_ByKey_TakesFractionsOfItsValues()
    {
        var data = s_ml.Transforms.Conversion.MapValueToKey("Key", "Group").Fit(Numbers(16)).Transform(Numbers(16));

        var sut = s_ml.Data.TrainTestSplit(data, testFraction: 0.5, samplingKeyColumnName: "Key");

        Assert.Equal("0 1 2 3 4 5 6 7", Values(sut.TestSet));
    }

    [Fact]
    public void CrossValidationSplit_Folds_CoverAllRowsOnce()
    {
        var sut = s_ml.Data.CrossValidationSplit(Numbers(20), numberOfFolds: 3, seed: 5);

        Assert.Equal(["1 2 7 14 15 16 17", "4 5 10", "0 3 6 8 9 11 12 13 18 19"], sut.Select(fold => Values(fold.TestSet)));
    }

    [Theory]
    [InlineData(1000, true, "5 8 2 0 9 6 4 7 3 1")]
    [InlineData(4, true, "2 4 0 1 7 6 9 3 5 8")]
    [InlineData(1, true, "0 1 2 3 4 5 6 7 8 9")]
    [InlineData(3, false, "0 3 1 4 2 5 6 8 9 7")]
    public void ShuffleRows_Seed_GivesTheGenuineOrder(int pool, bool shufflesSource, string expected)
    {
        var sut = s_ml.Data.ShuffleRows(Numbers(10), seed: 3, shufflePoolSize: pool, shuffleSource: shufflesSource);

        Assert.Equal(expected, Values(sut));
        Assert.Equal(expected, Values(sut));
    }

    [Fact]
    public void ShuffleRows_CachedSource_IsShuffledItself()
    {
        var sut = s_ml.Data.ShuffleRows(s_ml.Data.Cache(Numbers(10)), seed: 3, shufflePoolSize: 1);

        Assert.Equal("5 8 1 7 3 4 9 2 0 6", Values(sut));
    }

    [Fact]
    public void TakeRows_SkipRows_CountAndGiveThem()
    {
        var sut = s_ml.Data.TakeRows(s_ml.Data.SkipRows(s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new Row { Value = i }).ToList()), 2), 2);

        Assert.Equal("2 3", Values(sut));
        Assert.Equal(2, sut.GetRowCount());
    }

    [Fact]
    public void TakeRows_None_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Data.TakeRows(Numbers(1), 0));

        Assert.Equal("Must be greater than zero. (Parameter 'count')", exception.Message);
    }

    [Fact]
    public void TrainTestSplit_UnknownColumn_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Data.TrainTestSplit(Numbers(1), samplingKeyColumnName: "None"));

        Assert.Equal("Could not find SamplingKeyColumn column 'None' (Parameter 'samplingKeyColumn')", exception.Message);
    }

    [Fact]
    public void Cache_Rows_AreReadOncePerColumn()
    {
        int reads = 0;
        IEnumerable<Row> Source()
        {
            reads++;
            for (int i = 0; i < 3; i++)
                yield return new Row { Value = i };
        }
        var sut = s_ml.Data.Cache(s_ml.Data.LoadFromEnumerable(Source()));

        Assert.Equal("0 1 2", Values(sut));
        Assert.Equal("0 1 2", Values(sut));
        Assert.Equal(1, reads);
        Assert.Equal(3, sut.GetRowCount());
        Assert.True(sut.CanShuffle);
    }

    [Fact]
    public void Cache_UnknownColumn_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Data.Cache(Numbers(1), "None"));

        Assert.Equal("Could not find prefetch column 'None' (Parameter 'columnsToPrefetch')", exception.Message);
    }

    [Fact]
    public void Cache_SourceThatThrows_ThrowsWithItInside()
    {
        IEnumerable<Row> Source()
        {
            yield return new Row();
            throw new InvalidDataException("source");
        }
        var sut = s_ml.Data.Cache(s_ml.Data.LoadFromEnumerable(Source()));

        var exception = Assert.Throws<InvalidOperationException>(() => Values(sut));

        Assert.Equal("Event we were waiting on was subject to an exception", exception.Message);
        Assert.Equal("source", exception.InnerException!.Message);
    }

    [Fact]
    public void GetRowCursorSet_Cached_GivesEachRowOnceInBatches()
    {
        var sut = s_ml.Data.Cache(Numbers(300));
        var cursors = sut.GetRowCursorSet([sut.Schema["Value"]], 3);
        var rows = new List<(long Batch, float Value)>();

        foreach (var cursor in cursors)
        {
            var getter = cursor.GetGetter<float>(sut.Schema["Value"]);
            float value = 0;
            long batch = -1;
            while (cursor.MoveNext())
            {
                getter(ref value);
                Assert.True(cursor.Batch >= batch);
                batch = cursor.Batch;
                rows.Add((batch, value));
            }
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (float)i), rows.OrderBy(row => row.Batch).Select(row => row.Value));
    }

    private sealed class Row
    {
        public float Value { get; set; }

        public string Group { get; set; } = "";
    }
}
