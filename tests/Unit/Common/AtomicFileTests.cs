using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("atomic-file-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Write_NewFile_HoldsTheBytesAndNothingElseIsLeft()
    {
        AtomicFile.Write(In("a.bin"), stream => stream.Write([1, 2, 3]));

        Assert.Equal<byte>([1, 2, 3], File.ReadAllBytes(In("a.bin")));
        Assert.Equal([In("a.bin")], Directory.GetFiles(_directory));
    }

    [Fact]
    public void Write_ShorterThanTheOldFile_ReplacesAllOfIt()
    {
        File.WriteAllBytes(In("a.bin"), new byte[100]);

        AtomicFile.Write(In("a.bin"), stream => stream.WriteByte(7));

        Assert.Equal<byte>([7], File.ReadAllBytes(In("a.bin")));
    }

    [Fact]
    public void Write_CallbackFails_OldFileStaysAndTemporaryIsGone()
    {
        File.WriteAllText(In("a.bin"), "old");

        var e = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(In("a.bin"), stream =>
        {
            stream.Write(new byte[100_000]);
            throw new InvalidOperationException("halfway");
        }));

        Assert.Equal("halfway", e.Message);
        Assert.Equal("old", File.ReadAllText(In("a.bin")));
        Assert.Equal([In("a.bin")], Directory.GetFiles(_directory));
    }

    [Fact]
    public void Write_WhileWriting_OldFileIsStillWhole()
    {
        File.WriteAllText(In("a.bin"), "old");

        AtomicFile.Write(In("a.bin"), stream =>
        {
            stream.Write(new byte[100_000]);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(In("a.bin")));
        });
    }

    [Fact]
    public void Write_CallbackClosesTheStream_Throws()
    {
        Assert.Throws<ObjectDisposedException>(() => AtomicFile.Write(In("a.bin"), stream => stream.Dispose()));

        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public void Write_MissingDirectory_SaysWhichOne()
    {
        var path = Path.Combine(_directory, "no", "a.bin");

        var e = Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Write(path, stream => stream.WriteByte(1)));

        Assert.Equal(
            $"Cannot write '{path}': expected an existing directory, got '{In("no")}', which does not exist. Create it first.", e.Message);
    }

    [Fact]
    public void Write_Directory_IsRefused()
    {
        var e = Assert.Throws<IOException>(() => AtomicFile.Write(_directory, stream => stream.WriteByte(1)));

        Assert.Equal($"Cannot write '{_directory}': expected a file name, got a directory. Add a file name.", e.Message);
    }

    [Fact]
    public void Write_ThroughASymbolicLink_ReplacesTheFileBehindIt()
    {
        File.WriteAllText(In("real.bin"), "old");
        File.CreateSymbolicLink(In("link.bin"), In("real.bin"));

        AtomicFile.Write(In("link.bin"), stream => stream.WriteByte((byte)'n'));

        Assert.Equal("n", File.ReadAllText(In("real.bin")));
        Assert.NotNull(new FileInfo(In("link.bin")).LinkTarget);
    }

    [Fact]
    public void Write_AfterAKilledWriter_RemovesWhatItLeft()
    {
        File.WriteAllText(In(".a.bin.abcdefgh.ijk.tmp"), "half");
        string[] others = [In(".a.bin.tmp"), In(".b.bin.abcdefgh.ijk.tmp"), In("a.bin.abcdefgh.ijk.tmp"), In(".a.bin.x.abcdefgh.ijk.tmp")];
        foreach (var other in others)
            File.WriteAllText(other, "another's");

        AtomicFile.Write(In("a.bin"), stream => stream.WriteByte(7));

        Assert.Equal(others.Append(In("a.bin")).Order(), Directory.GetFiles(_directory).Order());
    }

    [Fact]
    public void Write_WhileAnotherWrites_LeavesItsFileAlone()
    {
        AtomicFile.Write(In("a.bin"), outer =>
        {
            outer.WriteByte(1);
            AtomicFile.Write(In("a.bin"), inner => inner.WriteByte(2));
            Assert.Equal<byte>([2], File.ReadAllBytes(In("a.bin")));
        });

        Assert.Equal<byte>([1], File.ReadAllBytes(In("a.bin")));
        Assert.Equal([In("a.bin")], Directory.GetFiles(_directory));
    }

    private string In(string name) => Path.Combine(_directory, name);
}
