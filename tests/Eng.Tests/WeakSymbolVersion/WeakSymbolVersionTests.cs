using Sut = SeNetMl.Build.WeakSymbolVersion;

namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>The task: what it writes and what it says.</summary>
public sealed class WeakSymbolVersionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly RecordingBuildEngine _engine = new();
    private readonly TinyElf _elf = new();

    private string Source => _directory["package/lib.so"];

    private string Copy => _directory["obj/lib.so"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Execute_Requirement_CopyDiffersInOneBit()
    {
        Assert.True(Execute(_elf.Image));

        Assert.Equal(_elf.Image, File.ReadAllBytes(Source));
        Assert.Equal(_elf.With("GLIBCXX_3.4.32 flags", 2), File.ReadAllBytes(Copy));
        Assert.Equal([Copy], Directory.GetFiles(_directory["obj"]));
        Assert.Equal(
            [$"Switch: '{Source}' requires GLIBCXX_3.4.32 of libstdc++.so.6; the requirement is weak in '{Copy}'."], _engine.Messages);
    }

    [Fact]
    public void Execute_ItsOwnCopy_ChangesNothing()
    {
        byte[] weak = _elf.With("GLIBCXX_3.4.32 flags", 2);

        Assert.True(Execute(weak));

        Assert.Equal(weak, File.ReadAllBytes(Copy));
        Assert.Equal([$"Switch: '{Source}' does not require GLIBCXX_3.4.32 of libstdc++.so.6, or no longer strictly; it stays as it is."],
            _engine.Messages);
    }

    [Fact]
    public void Execute_NoRequirement_CopiesQuietly()
    {
        byte[] image = new TinyElf("GLIBCXX_3.4.30").Image;

        Assert.True(Execute(image));

        Assert.Equal(image, File.ReadAllBytes(Copy));
        Assert.Empty(_engine.Warnings);
    }

    [Fact]
    public void Execute_Unexpected_CopiesWithAWarning()
    {
        byte[] image = _elf.With("machine", 183);

        Assert.True(Execute(image));

        Assert.Equal(image, File.ReadAllBytes(Copy));
        Assert.Equal(
            [
                $"Switch: '{Source}' stays as it is and loads only where libstdc++.so.6 has GLIBCXX_3.4.32: machine: expected " +
                "62 (x86-64), got 183. Restore its package anew if the file is damaged; else please report this. Switch=false silences it.",
            ],
            _engine.Warnings);
    }

    [Fact]
    public void Execute_CopyIsALinkToTheSource_LeavesTheSourceAlone()
    {
        _directory.Write("obj/keep", "");
        _directory.Write("package/keep", "");
        File.WriteAllBytes(Source, _elf.Image);
        File.CreateSymbolicLink(Copy, Source);

        Assert.True(Execute(_elf.Image));

        Assert.Equal(_elf.Image, File.ReadAllBytes(Source));
        Assert.Null(new FileInfo(Copy).LinkTarget);
        Assert.Equal(_elf.With("GLIBCXX_3.4.32 flags", 2), File.ReadAllBytes(Copy));
    }

    [Fact]
    public void Execute_FileWhereTheFolderHasToBe_SaysSo()
    {
        _directory.Write("obj", "");

        Assert.False(Execute(_elf.Image));

        Assert.Equal(
            [$"Switch: expected to copy '{Source}' to '{Copy}', got: The file '{_directory["obj"]}' already exists."],
            _engine.Errors);
    }

    [Fact]
    public void Execute_FolderWhereTheCopyHasToBe_SaysSoAndLeavesNothing()
    {
        _directory.Write("obj/lib.so/file", "");

        Assert.False(Execute(_elf.Image));

        Assert.Equal([$"Switch: expected to copy '{Source}' to '{Copy}', got: The file '{Copy}' already exists."], _engine.Errors);
        Assert.Equal([Copy], Directory.GetFileSystemEntries(_directory["obj"]));
    }

    [Fact]
    public void Execute_MissingSource_SaysSo()
    {
        Sut sut = Create();
        sut.Source = _directory["gone.so"];

        Assert.False(sut.Execute());

        Assert.Equal(
            [$"Switch: expected to copy '{_directory["gone.so"]}' to '{Copy}', got: Could not find file '{_directory["gone.so"]}'."],
            _engine.Errors);
    }

    private bool Execute(byte[] image)
    {
        Directory.CreateDirectory(_directory["package"]);
        File.WriteAllBytes(Source, image);
        return Create().Execute();
    }

    private Sut Create() => new()
    {
        BuildEngine = _engine,
        Source = Source,
        Destination = Copy,
        Library = "libstdc++.so.6",
        Version = "GLIBCXX_3.4.32",
        Switch = "Switch",
    };
}
