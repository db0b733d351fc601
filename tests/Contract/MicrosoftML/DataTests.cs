using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>Rows, columns and keys as our cursors and label columns take them to be.</summary>
public class DataTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [Fact]
    public void GetRowCursor_OneActiveColumn_GivesNoOther()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Number = 3f, Flag = true } });
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);

        Assert.True(cursor.IsColumnActive(data.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Flag"]));
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<bool>(data.Schema["Flag"]));
        Assert.Equal("requested column not active (Parameter 'column')", exception.Message);
    }

    /// <summary>0 is the missing key, and keys count from 1 in memory, but from 0 where objects are read.</summary>
    [Fact]
    public void LoadFromEnumerable_Key_IsReadFromZeroAndKeptFromOne()
    {
        var rows = s_ml.Data.LoadFromEnumerable(new[] { new KeyRow { Key = 2 }, new KeyRow { Key = 9 } });

        Assert.Equal("Key: Key<UInt32, 0-2>", rows.Schema["Key"].ToString());
        Assert.Equal(["3", "0"], Rows.Of(rows));
    }

    /// <summary>How a folder's pictures become a view without a class for them.</summary>
    [Fact]
    public void LoadFromEnumerable_ChangedDefinition_IsFollowed()
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 2);
        definition["Values"].AddAnnotation("Note", "text", TextDataViewType.Instance);

        var sut = s_ml.Data.LoadFromEnumerable(new[] { new VectorRow() }, definition);

        Assert.Equal("Values: Vector<Single, 1, 2> {Note}", Assert.Single(sut.Schema).ToString());
    }

    [Fact]
    public void ToSchema_TwoColumnsOfOneName_HidesTheFirst()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", NumberDataViewType.Single);
        builder.AddColumn("A", TextDataViewType.Instance);
        var sut = builder.ToSchema();

        Assert.Equal([true, false, false], sut.Select(column => column.IsHidden));
        Assert.Equal(2, sut["A"].Index);
    }

    [Fact]
    public void Editor_BufferThatIsLongEnough_ReusesIt()
    {
        var buffer = new VBuffer<int>(3, [1, 2, 3]);

        var editor = VBufferEditor.Create(ref buffer, 2);
        editor.Values[0] = 9;

        Assert.False(editor.CreatedNewValues);
        Assert.Equal([9, 2], editor.Commit().DenseValues());
    }

    [Fact]
    public void CopyTo_OfASparseVector_FillsWithZeros()
    {
        var into = new float[5];

        new VBuffer<float>(5, 2, [1f, 2f], [1, 4]).CopyTo(into);

        Assert.Equal([0f, 1, 0, 0, 2], into);
    }

    [Theory]
    [InlineData(Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, new[] { "b", "a", "B" },
        new[] { "1", "2", "1", "0", "3" })]
    [InlineData(Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue, new[] { "B", "a", "b" },
        new[] { "3", "2", "3", "0", "1" })]
    public void MapValueToKey_Texts_AreNumberedAndTheEmptyOneIsMissing(
        Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality order, string[] values, string[] keys)
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { "b", "a", "b", "", "B" }.Select(text => new { Text = text }));

        var sut = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: order).Fit(data).Transform(data);

        Assert.Equal("Key: Key<UInt32, 0-2> {KeyValues}", sut.Schema["Key"].ToString());
        Assert.Equal(values, Rows.KeyValues<ReadOnlyMemory<char>>(sut.Schema["Key"]));
        Assert.Equal(keys, Rows.Of(sut, [sut.Schema["Key"]]));
    }

    [Fact]
    public void MapValueToKey_LabelsNotSeenInFitting_AreMissing()
    {
        var model = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Fit(s_ml.Data.LoadFromEnumerable(new[] { new { Text = "a" }, new { Text = "b" } }));

        var result = model.Transform(s_ml.Data.LoadFromEnumerable(new[] { new { Text = "c" }, new { Text = "b" } }));

        Assert.Equal(["0", "2"], Rows.Of(result, [result.Schema["Key"]]));
    }

    private sealed class KeyRow
    {
        [KeyType(3)]
        public uint Key { get; set; }
    }

    private sealed class VectorRow
    {
        [VectorType(2)]
        public float[] Values { get; set; } = [0, 0];
    }
}
