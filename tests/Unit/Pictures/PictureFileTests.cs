using System.Diagnostics;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class PictureFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("picture-file-").FullName;
    private readonly PictureFile _sut = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_OneFileAfterTheOther_GivesTheBytesOfEach()
    {
        var (longer, shorter) = (In("longer"), In("shorter"));
        File.WriteAllBytes(longer, [1, 2, 3, 4, 5]);
        File.WriteAllBytes(shorter, [6, 7]);

        Assert.Equal([1, 2, 3, 4, 5], _sut.Read(longer).ToArray());
        Assert.Equal([6, 7], _sut.Read(shorter).ToArray());
        Assert.Equal([1, 2, 3, 4, 5], _sut.Read(longer).ToArray());
    }

    [Fact]
    public void Read_WhatIsNoFile_IsABadPicture()
    {
        Assert.Equal("expected the path of a picture file, got an empty one.", Message(""));
        Assert.Equal("expected a picture file, got a pipe, device or folder.", Message(_folder));
        Assert.Equal($"expected a picture file that can be read, got: Could not find file '{In("none")}'.", Message(In("none")));
    }

    /// <summary>Whoever opens it waits for ever: a test that fails here does not end.</summary>
    [SkippableFact]
    public void Read_NamedPipe_IsRefusedAtOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Named pipes in folders are Unix's.");
        var pipe = In("pipe.jpg");
        using (var made = Process.Start("mkfifo", pipe))
            made.WaitForExit();

        Assert.Equal("expected a picture file, got a pipe, device or folder.", Message(pipe));
        Assert.Equal("expected a picture file, got a pipe, device or folder.", Message("/dev/null"));
    }

    [SkippableFact]
    public void IsRegular_LinkToAFile_IsOne()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Links need rights elsewhere.");
        File.WriteAllBytes(In("file"), [1]);
        File.CreateSymbolicLink(In("link"), In("file"));

        Assert.True(PictureFile.IsRegular(In("link")));
        Assert.True(PictureFile.IsRegular(In("nothing")));
    }

    private string In(string name) => Path.Combine(_folder, name);

    private string Message(string path) => Assert.Throws<BadPictureException>(() => _sut.Read(path).ToArray()).Message;
}
