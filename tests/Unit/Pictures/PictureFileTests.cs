using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.FolderCheck;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class PictureFileTests : IDisposable
{
    private const string WithoutBytes = "expected a picture file, got one without bytes: empty, or a named pipe or device.";

    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Decode_FilesOfDifferentLengths_GivesEachPicture()
    {
        var sut = new PictureFile();
        foreach (var (name, size) in new[] { ("a.png", 80), ("b.png", 8), ("c.png", 40) })
        {
            var expected = PictureFolder.Scene(size, size, size);
            var into = new RgbBuffer();

            sut.Decode(_folder.Write(name, expected), into);

            Assert.Equal(expected.Span.ToArray(), into.Span.ToArray());
        }
    }

    [Fact]
    public void Decode_WhatIsNoFile_IsABadPictureWithItsPath()
    {
        AssertRefused("expected a picture, got none (an empty path).", "");
        AssertRefused("expected a picture file, got nothing at this path.", _folder["none.png"]);
        AssertRefused("expected a picture file, got a folder.", _folder.Root);
        AssertRefused(WithoutBytes, _folder.Write("empty.png", []));
        AssertRefused(
            "The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 2 bytes that begin with 0102.",
            _folder.Write("bad.png", [1, 2]));
        Assert.Contains("Null character", Assert.Throws<BadPictureException>(() => Decode("\0")).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Decode_NamedPipeOrDevice_IsRefusedAndNotWaitedFor()
    {
        var pipe = NamedPipe.Make(_folder["pipe.png"]);
        File.CreateSymbolicLink(_folder["link.png"], pipe);

        foreach (var path in new[] { pipe, _folder["link.png"], "/dev/zero" })
        {
            var fault = await NamedPipe.WithoutWaiting(() => Assert.Throws<BadPictureException>(() => Decode(path)));
            Assert.Equal((WithoutBytes, path), (fault.Message, fault.Path));
        }
    }

    [SkippableFact]
    public void Decode_SymbolicLinks_AreFollowed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a right there.");
        var expected = PictureFolder.Scene(1);
        File.CreateSymbolicLink(_folder["one.png"], _folder.Write("picture.png", expected));
        File.CreateSymbolicLink(_folder["two.png"], "one.png");
        File.CreateSymbolicLink(_folder["broken.png"], "nothing.png");
        var into = new RgbBuffer();

        new PictureFile().Decode(_folder["two.png"], into);

        Assert.Equal(expected.Span.ToArray(), into.Span.ToArray());
        AssertRefused("expected a picture file, got nothing at this path.", _folder["broken.png"]);
    }

    [Fact]
    public void ReadStart_AnyFile_GivesWhatFitsOrWhatThereIs()
    {
        var path = _folder.Write("a", [1, 2, 3]);

        Assert.Equal([1, 2], PictureFile.ReadStart(path, new byte[2]).ToArray());
        Assert.Equal([1, 2, 3], PictureFile.ReadStart(path, new byte[9]).ToArray());
    }

    private static void AssertRefused(string message, string path)
    {
        var fault = Assert.Throws<BadPictureException>(() => Decode(path));
        Assert.Equal((message, path), (fault.Message, fault.Path));
    }

    private static void Decode(string path) => new PictureFile().Decode(path, new RgbBuffer());
}
