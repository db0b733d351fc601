using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Data;

/// <summary>Fields of text files that few files have.</summary>
public sealed class TextFieldTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("\"c\\\\\",4", "c\\\\ | 4")]
    [InlineData("\"a\\\"b\",4", "a\"b | 4")]
    [InlineData("\"a\\,b\",4", "a\\,b | 4")]
    [InlineData("\"a\\nb\" ,4", "a\\nb | 4")]
    [InlineData("a\\,4", "a\\ | 4")]
    [InlineData("\"a\\", " | ")]
    [InlineData("\"a\\\",4", " | ")]
    public void LoadFromTextFile_OtherEscape_SkipsWhatFollows(string line, string expected)
    {
        File.WriteAllLines(_path, [line]);
        var options = new TextLoader.Options
        {
            Separators = [','],
            AllowQuoting = true,
            EscapeChar = '\\',
            Columns = [new TextLoader.Column("A", DataKind.String, 0), new TextLoader.Column("B", DataKind.String, 1)],
        };

        Assert.Equal([expected], Rows.Of(_ml.Data.LoadFromTextFile(_path, options)));
    }

    [Theory]
    [InlineData('.', "2.5", "2.5")]
    [InlineData(',', "2,5", "2.5")]
    [InlineData(',', "2.5", "NaN")]
    [InlineData('.', "2,5", "NaN")]
    [InlineData('.', "+1e3", "1000")]
    [InlineData('.', "Infinity", "Infinity")]
    [InlineData('.', "-Infinity", "-Infinity")]
    [InlineData('.', "infinity", "NaN")]
    [InlineData('.', "+Infinity", "NaN")]
    [InlineData('.', "1e999", "Infinity")]
    public void LoadFromTextFile_Real_IsReadOrMissing(char marker, string field, string expected)
    {
        File.WriteAllLines(_path, [field]);
        var options = new TextLoader.Options { Separators = [';'], DecimalMarker = marker, Columns = [new TextLoader.Column("R", DataKind.Double, 0)] };

        Assert.Equal([expected], Rows.Of(_ml.Data.LoadFromTextFile(_path, options)));
    }

    [Theory]
    [InlineData(DataKind.Int32, "+1")]
    [InlineData(DataKind.SByte, "+1")]
    [InlineData(DataKind.Int64, "+")]
    [InlineData(DataKind.Byte, "+1")]
    [InlineData(DataKind.UInt64, "-0")]
    public void LoadFromTextFile_WholeNumberWithPlus_Throws(DataKind kind, string field)
    {
        File.WriteAllLines(_path, [field]);

        var thrown = Assert.Throws<FormatException>(() => Rows.Of(_ml.Data.LoadFromTextFile(_path, [new TextLoader.Column("L", kind, 0)])));

        Assert.Equal($"Could not parse value {field} in line 1, column L", thrown.InnerException!.Message);
    }

    [Theory]
    [InlineData(-1, null, "Min")]
    [InlineData(int.MaxValue - 1, null, "Min")]
    [InlineData(3, 2, "Max")]
    [InlineData(3, int.MaxValue - 1, "Max")]
    [InlineData(-1, -2, "Min")]
    public void LoadFromTextFile_BadRange_Throws(int min, int? max, string name)
    {
        File.WriteAllLines(_path, ["1"]);
        var column = new TextLoader.Column { Name = "A", DataKind = DataKind.Single, Source = [new TextLoader.Range { Min = min, Max = max }] };

        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile(_path, [column]));

        Assert.Equal($"Specified argument was out of the range of valid values. (Parameter '{name}')", thrown.Message);
    }

    [Fact]
    public void LoadFromTextFile_KeyOfBadType_Throws()
    {
        File.WriteAllLines(_path, ["1"]);
        var column = new TextLoader.Column("K", DataKind.Single, [new TextLoader.Range(0)], new KeyCount(3));

        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile(_path, [column]));

        Assert.Equal("Bad item type for Key (Parameter 'Type')", thrown.Message);
    }

    [Fact]
    public void LoadFromTextFile_QuoteNeverClosed_TellsTheLine()
    {
        File.WriteAllLines(_path, ["\"a", "b"]);
        var options = new TextLoader.Options { Separators = [','], AllowQuoting = true, ReadMultilines = true, Columns = [new TextLoader.Column("A", DataKind.String, 0)] };

        var thrown = Assert.Throws<FormatException>(() => Rows.Of(_ml.Data.LoadFromTextFile(_path, options)));

        Assert.Equal("A quoted field opened on line 0 was never closed, and we've read to the last line in the file without finding the closing quote", thrown.GetBaseException().Message);
    }

    [Fact]
    public void LoadFromTextFile_TimeOfDay_IsToday()
    {
        File.WriteAllLines(_path, ["10:30"]);
        var before = DateTime.UtcNow.Date;

        var view = _ml.Data.LoadFromTextFile(_path, [new TextLoader.Column("T", DataKind.DateTime, 0)]);
        var time = view.GetColumn<DateTime>("T").Single();

        Assert.InRange(time.Date, before.AddDays(-1), DateTime.UtcNow.Date.AddDays(1));
        Assert.Equal(new TimeSpan(10, 30, 0), time.TimeOfDay);
    }

    [Fact]
    public void LoadFromTextFile_TimeWithAnOffset_BecomesUniversalTime()
    {
        File.WriteAllText(_path, "2020-01-01T00:00:00+02:00\n");

        var view = _ml.Data.LoadFromTextFile(_path, [new TextLoader.Column("T", DataKind.DateTime, 0)]);

        var time = view.GetColumn<DateTime>("T").Single();
        Assert.Equal((new DateTime(2019, 12, 31, 22, 0, 0), DateTimeKind.Utc), (time, time.Kind));
    }
}
