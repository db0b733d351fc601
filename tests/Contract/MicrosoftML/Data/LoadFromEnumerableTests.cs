using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Data;

public class LoadFromEnumerableTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [Fact]
    public void LoadFromEnumerable_EveryKindOfMember_HasItsColumn()
    {
        var sut = s_ml.Data.LoadFromEnumerable(new[] { new Row() });

        string[] expected =
        [
            "Number: Single", "Key: Key<UInt32, 0-2>", "Buffer: Vector<Double>", // fields come first
            "Renamed: String", "Known: Vector<Single, 2>", "Unknown: Vector<Int32>", "Texts: Vector<String>", "Flag: Boolean", "When: DateTime",
        ];
        Assert.Equal(expected, sut.Schema.Select(column => column.ToString()));
        Assert.Equal(1, sut.GetRowCount());
        Assert.False(sut.CanShuffle);
    }

    [Fact]
    public void CreateEnumerable_SameClass_GivesTheValuesBack()
    {
        var rows = new[]
        {
            new Row { Number = 1.5f, Text = "one", Key = 2, Known = [1, 2], Unknown = [], Texts = ["a", null!], Buffer = new VBuffer<double>(3, 1, [7], [2]), Flag = true },
            new Row { Number = float.NaN, Text = null, Key = 9, Known = [3, 4], Unknown = [5], Texts = null, When = new DateTime(2020, 2, 3) },
        };

        var result = s_ml.Data.CreateEnumerable<Row>(s_ml.Data.LoadFromEnumerable(rows), reuseRowObject: false).ToArray();

        Assert.Equal([1.5f, float.NaN], result.Select(row => row.Number));
        Assert.Equal(["one", ""], result.Select(row => row.Text));
        Assert.Equal([3u, 0u], result.Select(row => row.Key)); // 0-based in, 1-based out; too large is missing
        Assert.Equal([1f, 2f], result[0].Known);
        Assert.Equal([5], result[1].Unknown);
        Assert.Equal(["a", ""], result[0].Texts!);
        Assert.Null(result[1].Texts); // nothing is written into no array
        Assert.Equal([0d, 0d, 7d], result[0].Buffer.DenseValues());
        Assert.Equal(new DateTime(2020, 2, 3), result[1].When);
    }

    [Fact]
    public void CreateEnumerable_MissingColumn_ThrowsUnlessIgnored()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Number = 1f } });

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false).ToArray());
        var ignored = s_ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false, ignoreMissingColumns: true).Single();

        Assert.Equal("Could not find  column 'Key' (Parameter 'Schema')", exception.Message);
        Assert.Equal(1f, ignored.Number);
    }

    [Fact]
    public void CreateEnumerable_OtherType_Throws()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Number = 1 } });

        var exception = Assert.Throws<InvalidOperationException>(() => s_ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false, ignoreMissingColumns: true).ToArray());

        Assert.Equal("Can't bind the IDataView column 'Number' of type 'Int32' to field or property 'Number' of type 'System.Single'.", exception.Message);
    }

    [Fact]
    public void LoadFromEnumerable_MemberOfNoType_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Data.LoadFromEnumerable(new[] { new { Odd = new object() } }));

        Assert.Equal("Could not determine an IDataView type and registered custom types for member Odd (Parameter 'rawType')", exception.Message);
    }

    [Fact]
    public void GetRowCursor_NullAmongTheRows_Throws()
    {
        var data = s_ml.Data.LoadFromEnumerable(new Row[] { new(), null! });
        using var cursor = data.GetRowCursor(data.Schema);
        cursor.MoveNext();

        var exception = Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());

        Assert.Equal("Encountered null when iterating over data, this is not supported.", exception.Message);
    }

    [Fact]
    public void LoadFromEnumerable_ChangedDefinition_IsFollowed()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Known"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 2);
        definition["Known"].AddAnnotation("Note", "text", TextDataViewType.Instance);
        definition.RemoveAll(column => column.ColumnName != "Known");

        var sut = s_ml.Data.LoadFromEnumerable(new[] { new Row() }, definition);

        ReadOnlyMemory<char> note = default;
        sut.Schema["Known"].Annotations.GetValue("Note", ref note);
        Assert.Equal("Known: Vector<Single, 1, 2> {Note}", Assert.Single(sut.Schema).ToString());
        Assert.Equal("text", note.ToString());
    }

    [Fact]
    public void GetRowCursor_OneActiveColumn_GivesNoOther()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Row { Number = 3 } });
        using var cursor = data.GetRowCursor([data.Schema["Number"]]);

        Assert.True(cursor.IsColumnActive(data.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Flag"]));
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<bool>(data.Schema["Flag"]));
        Assert.Equal("requested column not active (Parameter 'column')", exception.Message);
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        float value = 0;
        cursor.GetGetter<float>(data.Schema["Number"])(ref value);
        Assert.Equal(3, value);
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    private sealed class Row
    {
        public float Number;

        [ColumnName("Renamed")]
        public string? Text { get; set; } = "";

        [KeyType(3)]
        public uint Key;

        [VectorType(2)]
        public float[] Known { get; set; } = [0, 0];

        public int[] Unknown { get; set; } = [];

        public string[]? Texts { get; set; }

        public VBuffer<double> Buffer;

        public bool Flag { get; set; }

        public DateTime When { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }
    }
}
