using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Data;

public sealed class LoadFromTextFileTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private string Write(params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        return _path;
    }

    [Fact]
    public void LoadFromTextFile_TypedRows_FollowTheAttributes()
    {
        string path = Write("# comment", "id,label,a,b,flag", "1,cat,0.5,-2,true", "", "2,\"a, \"\"b\"\"\",1e3,,F", "// gone", "3,dog,?,7,1");

        var sut = _ml.Data.LoadFromTextFile<Row>(path, separatorChar: ',', hasHeader: true, allowQuoting: true);

        Assert.Equal(["Id: Int32", "Renamed: String", "Values: Vector<Single, 2>", "Flag: Boolean"], Rows.Columns(sut.Schema));
        Assert.Equal(["1 | cat | [0.5 -2] | True", "2 | a, \"b\" | [1000 0] | False", "3 | dog | [NaN 7] | True"], Rows.Of(sut));
        Assert.Equal(Rows.Of(sut), Rows.Of(sut));
        Assert.Null(sut.GetRowCount());
    }

    [Fact]
    public void LoadFromTextFile_Columns_NameTheSlotsByTheHeader()
    {
        string path = Write("x\ty z\tlabel", "1\t2\tk");

        var columns = new[] { new TextLoader.Column("V", DataKind.Double, 0, 1), new TextLoader.Column("L", DataKind.String, 2) };

        var sut = _ml.Data.LoadFromTextFile(path, new TextLoader.Options { HasHeader = true, Columns = columns });

        VBuffer<ReadOnlyMemory<char>> names = default;
        sut.Schema["V"].GetSlotNames(ref names);
        Assert.Equal(["x", "y z"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal(["[1 2] | k"], Rows.Of(sut));
        Assert.False(_ml.Data.LoadFromTextFile(path, columns, hasHeader: true).Schema["V"].HasSlotNames()); // looks at no file before it reads
    }

    [Fact]
    public void LoadFromTextFile_NoColumns_TakesLabelAndFeatures()
    {
        var sut = _ml.Data.LoadFromTextFile(Write("1\t2\t3", "4\t5\t6"));

        Assert.Equal(["Label: Single", "Features: Vector<Single, 2>"], Rows.Columns(sut.Schema));
        Assert.Equal(["1 | [2 3]", "4 | [5 6]"], Rows.Of(sut));
    }

    [Fact]
    public void LoadFromTextFile_Options_AreFollowed()
    {
        string path = Write("1;2,5;x", "7;;", "8");
        var options = new TextLoader.Options
        {
            Separators = [';'],
            DecimalMarker = ',',
            MissingRealsAsNaNs = true,
            MaxRows = 3,
            Columns =
            [
                new TextLoader.Column("K", DataKind.UInt32, [new TextLoader.Range(0)], new KeyCount(8)),
                new TextLoader.Column("R", DataKind.Single, 1),
                new TextLoader.Column("Rest", DataKind.String, [new TextLoader.Range { Min = 1, VariableEnd = true }]),
            ],
        };

        var sut = _ml.Data.LoadFromTextFile(path, options);

        Assert.Equal(["K: Key<UInt32, 0-7>", "R: Single", "Rest: Vector<String>"], Rows.Columns(sut.Schema));
        Assert.Equal(["2 | 2.5 | [2,5 x]", "8 | NaN | [ ]", "0 | NaN | []"], Rows.Of(sut));
    }

    [Fact]
    public void LoadFromTextFile_BadNumber_IsMissingAndReported()
    {
        var messages = new List<string>();
        _ml.Log += (_, message) =>
        {
            if (message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info)
                messages.Add(message.RawMessage!);
        };

        Assert.Equal(["NaN", "2"], Rows.Of(_ml.Data.LoadFromTextFile(Write("one", "2"), [new TextLoader.Column("A", DataKind.Single, 0)])));
        Assert.Contains("Processed 2 rows with 1 bad values and 0 format errors", messages);
    }

    [Fact]
    public void LoadFromTextFile_BadWholeNumber_Throws()
    {
        var sut = _ml.Data.LoadFromTextFile(Write("1", "two"), [new TextLoader.Column("A", DataKind.Int32, 0)]);

        var exception = Assert.Throws<FormatException>(() => Rows.Of(sut));

        Assert.Equal("Parsing failed with an exception: Could not parse value two in line 2, column A", exception.Message);
        Assert.Equal("Could not parse value two in line 2, column A", exception.InnerException!.Message);
    }

    [Fact]
    public void LoadFromTextFile_QuotedLines_AreReadTogether()
    {
        string path = Write("a,\"b", "c\",d");
        var options = new TextLoader.Options { Separators = [','], AllowQuoting = true, ReadMultilines = true, Columns = [new TextLoader.Column("A", DataKind.String, 0, 2)] };

        Assert.Equal(["[a b\nc d]"], Rows.Of(_ml.Data.LoadFromTextFile(path, options)));
    }

    [Fact]
    public void LoadFromTextFile_MissingFile_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile<Row>("/none"));

        Assert.Equal("File or directory does not exist at path: /none (Parameter 'path')", exception.Message);
    }

    [Fact]
    public void LoadFromTextFile_MemberWithoutAttribute_Throws()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromTextFile<Bare>(Write("1")));

        Assert.Equal("Property 'Value' is missing the LoadColumnAttribute attribute", exception.Message);
    }

    [Fact]
    public void LoadFromTextFile_FileGoneBeforeReading_Throws()
    {
        var sut = _ml.Data.LoadFromTextFile(Write("1"), [new TextLoader.Column("A", DataKind.Single, 0)]);
        File.Delete(_path);

        var exception = Assert.Throws<FormatException>(() => Rows.Of(sut));

        Assert.Equal("Parsing failed with an exception: Stream reading encountered exception", exception.Message);
        Assert.Equal($"Could not open file '{_path}'. Error is: Could not find file '{_path}'.", exception.InnerException!.InnerException!.Message);
    }

    private sealed class Row
    {
        [LoadColumn(0)]
        public int Id { get; set; }

        [LoadColumn(1)]
        [ColumnName("Renamed")]
        public string Label { get; set; } = "";

        [LoadColumn(2, 3)]
        public float[] Values { get; set; } = [];

        [LoadColumn(4)]
        public bool Flag { get; set; }
    }

    private sealed class Bare
    {
        public float Value { get; set; }
    }
}
