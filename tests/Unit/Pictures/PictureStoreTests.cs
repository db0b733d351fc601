using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class PictureStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("picture-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Add_BeyondTheBudget_GoesToTheFileAndComesBack()
    {
        var pictures = Enumerable.Range(1, 9).Select(side => SomePictures.Places(side, 10 - side)).ToList();
        using var sut = new PictureStore(budget: 100, _folder);
        var buffer = new RgbBuffer();

        var stored = pictures.Select(picture => sut.Add(picture.View)).ToList();

        Assert.Equal((75, pictures.Sum(picture => picture.Span.Length) - 75), (sut.InMemory, sut.InFile));
        foreach (var (picture, kept) in pictures.Zip(stored).Reverse())
        {
            var read = sut.Read(kept, buffer);
            Assert.Equal((picture.Width, picture.Height), (read.Width, read.Height));
            Assert.Equal(picture.Span.ToArray(), read.Pixels.ToArray());
        }
    }

    [SkippableFact]
    public void Add_ToTheFile_WhichHasNoName()
    {
        Skip.If(OperatingSystem.IsWindows(), "There an open file has a name.");
        using var sut = new PictureStore(budget: 0, _folder);

        sut.Add(SomePictures.Places(4, 4).View);

        Assert.Equal(48, sut.InFile);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Add_EverythingInMemory_MakesNoFile()
    {
        using var sut = new PictureStore(budget: 48, Path.Combine(_folder, "gone"));

        sut.Add(SomePictures.Places(4, 4).View);

        Assert.Equal((48, 0), (sut.InMemory, sut.InFile));
    }

    [Fact]
    public void Add_FolderIsGone_SaysWhatToDo()
    {
        var folder = Path.Combine(_folder, "gone");
        using var sut = new PictureStore(budget: 0, folder);

        var e = Assert.Throws<IOException>(() => sut.Add(SomePictures.Places(4, 4).View));

        Assert.Equal(
            "Cannot store the training pictures: they take more than the 0 MiB of Options.MemoryBudgetMegabytes, "
            + $"and the rest, 0 MiB by now, cannot be written to '{folder}': {e.InnerException!.Message} "
            + "Raise the budget, make room there, or set MLContext.TempFilePath to a folder with room.", e.Message);
    }
}
