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
}
