using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests.Datasets;

public sealed class PictureExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Twice_DoesItOnce()
    {
        var written = 0;
        var sut = Export(count: 20);

        Assert.True(sut.Write(_folder["new/out/"], _ => Interlocked.Increment(ref written), default));
        Assert.False(sut.Write(_folder["new/out"], _ => Interlocked.Increment(ref written), default));

        Assert.Equal(20, written);
        Assert.Equal([".complete", .. Enumerable.Range(10, 20).Select(number => $"a/{number}.png")], _folder.Files("new/out"));
        Assert.Equal(["out"], Directory.GetDirectories(_folder["new"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_BrokenOff_LeavesNothing()
    {
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => Export(count: 1000).Write(_folder["out"], _ => stop.Cancel(), stop.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Write_AfterACrash_StartsAfresh()
    {
        _folder.Write("out.partial/a/99.png");
        Directory.CreateDirectory(_folder["out"]);

        Assert.True(Export(count: 1).Write(_folder["out"], _ => { }, default));

        Assert.Equal([".complete", "a/10.png"], _folder.Files("out"));
        Assert.False(Directory.Exists(_folder["out.partial"]));
    }

    [Fact]
    public void Write_OverOtherFiles_IsRefused()
    {
        _folder.Write("theirs/letter.txt");
        Export(count: 2).Write(_folder["other"], _ => { }, default);
        _folder.Write("file");

        Assert.Equal(
            $"Export to '{_folder["theirs"]}': expected an empty folder or one with 1 squares, got a folder with other files. "
            + "Choose another folder, or delete this one.",
            Refusal("theirs"));
        Assert.Equal(
            $"Export to '{_folder["other"]}': expected an empty folder or one with 1 squares, got a folder with 2 squares. "
            + "Choose another folder, or delete this one.",
            Refusal("other"));
        Assert.Equal($"Export to '{_folder["file"]}': expected a folder or nothing, got a file. Choose another folder.", Refusal("file"));
        Assert.Equal(["letter.txt"], _folder.Files("theirs"));
    }

    private string Refusal(string name) =>
        Assert.Throws<IOException>(() => Export(count: 1).Write(_folder[name], _ => { }, default)).Message;

    private static PictureExport Export(int count) =>
        new($"{count} squares", count, index => new PictureToWrite($"a/{index + 10}.png", 2, 2, [.. Enumerable.Repeat((byte)255, 16)]));
}
