using Microsoft.ML;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>Why our cursors ask for a set of one: others have threads of their own read ahead, and a value that cannot
/// be read fails the cursor.</summary>
public sealed class ReadAheadTests : IDisposable
{
    private static readonly MLContext s_ml = new(seed: 1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ahead");
    private readonly IDataView _bytes;

    public ReadAheadTests()
    {
        File.WriteAllBytes(Path.Combine(_folder.FullName, "there"), [1, 2, 3]);
        var paths = s_ml.Data.LoadFromEnumerable(new[] { new { Path = "missing" }, new { Path = "there" } });
        _bytes = s_ml.Transforms.LoadRawImageBytes("Bytes", _folder.FullName, "Path").Fit(paths).Transform(paths);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void GetRowCursor_ValueThatCannotBeRead_FailsThoughNobodyAsksForIt()
    {
        using var cursor = _bytes.GetRowCursor(_bytes.Schema);

        var exception = Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());

        Assert.Equal("Splitter/consolidator worker encountered exception while consuming source data", exception.Message);
        Assert.IsType<FileNotFoundException>(exception.InnerException);
    }

    [Fact]
    public void GetRowCursorSet_OfOne_ReadsWhenAsked()
    {
        using var cursor = Assert.Single(_bytes.GetRowCursorSet(_bytes.Schema, 1));
        var getter = Rows.Text(cursor, _bytes.Schema["Bytes"]);

        Assert.True(cursor.MoveNext());
        Assert.Throws<FileNotFoundException>(() => getter());
        Assert.True(cursor.MoveNext());
        Assert.Equal("[1 2 3]", getter());
        Assert.False(cursor.MoveNext());
    }
}
