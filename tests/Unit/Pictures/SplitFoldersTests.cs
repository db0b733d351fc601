using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>Folders as people lay them out. What is called a folder here is one with a class folder in it.</summary>
public sealed class SplitFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("splits-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("train test", "train - test")]
    [InlineData("Train Test", "Train - Test")]
    [InlineData("TRAINING Validation testing", "TRAINING Validation testing")]
    [InlineData("train val", "train val -")]
    [InlineData("train valid test unused", "train valid test 'unused' beside them is not used")]
    [InlineData("data/train data/test", "train - test taken from the folder 'data' in it")]
    [InlineData("train", "train - - taken from the folder 'train' in it")]
    [InlineData("cats dogs", ". - -")]
    [InlineData("train bus car", ". - -")]
    [InlineData("pictures/cats pictures/dogs", "pictures - - taken from the folder 'pictures' in it")]
    public void Of_Layouts_AreTakenForWhatTheyAre(string folders, string expected)
    {
        Make(folders);

        var sut = SplitFolders.Of(_root);

        string Name(string? folder) => folder is null ? "-" : folder == _root ? "." : Path.GetFileName(folder);
        Assert.Equal(expected, $"{Name(sut.Train)} {Name(sut.Validation)} {Name(sut.Test)} {sut.Note}".Trim());
    }

    [Fact]
    public void Of_OneSplitOfSeveral_HintsAtTheFolderAbove()
    {
        Make("train val test");

        var sut = SplitFolders.Of(Path.Combine(_root, "train"));

        Assert.Equal(
            (Path.Combine(_root, "train"), false, "beside it are 'test' and 'val': name the folder above to use them too"),
            (sut.Train, sut.AreSplit, sut.Note));
    }

    [Fact]
    public void Of_TwoFoldersForOneSplit_AreRefused()
    {
        Make("train Training test");

        Assert.Equal(
            $"Pictures in '{_root}': expected one folder for each of training, validation and test, got 'Training' and 'train'. Put their "
            + "pictures together, or rename one.", Assert.Throws<InvalidDataException>(() => SplitFolders.Of(_root)).Message);
    }

    [Fact]
    public void LoadImagesFromFolder_FolderOfSplits_IsRefused()
    {
        Make("Train Test");

        Assert.Equal(
            $"Pictures in '{_root}': expected class folders, got folders for training and for test. "
            + $"Load them with LoadImageSplitsFromFolder, or name one of them: '{Path.Combine(_root, "Train")}'.",
            Assert.Throws<InvalidDataException>(() => new MLContext(1).Data.LoadImagesFromFolder(_root)).Message);
    }

    [Fact]
    public void LoadImagesFromFolder_ClassesThatAreCalledSo_AreClasses()
    {
        foreach (var name in (string[])["train/1.png", "test/2.png"])
            Write(name);

        Assert.Equal(2, Count(new MLContext(1).Data.LoadImagesFromFolder(_root)));
    }

    [Fact]
    public void LoadImageSplitsFromFolder_AllSplits_AreListed()
    {
        foreach (var name in (string[])["Train/a/1.png", "Train/b/1.png", "val/a/2.png", "Testing/a/3.png", "Testing/b/3.png"])
            Write(name);

        var sut = new MLContext(1).Data.LoadImageSplitsFromFolder(_root);

        Assert.Equal((2, 1, 2), (Count(sut.Train), Count(sut.Validation!), Count(sut.Test!)));
        Assert.Equal(
            "train: 'Train' (2 pictures), validation: 'val' (1 picture), test: 'Testing' (2 pictures); 2 classes", sut.Description);
    }

    [Fact]
    public void LoadImageSplitsFromFolder_ClassThatIsNotTrained_IsRefused()
    {
        foreach (var name in (string[])["train/a/1.png", "train/b/1.png", "val/c/2.png"])
            Write(name);

        Assert.Equal(
            $"Pictures in '{Path.Combine(_root, "val")}': expected no other classes to validate than to train, got 'c'. Trained: 'a', 'b'.",
            Assert.Throws<InvalidDataException>(() => new MLContext(1).Data.LoadImageSplitsFromFolder(_root)).Message);
    }

    private static int Count(IDataView data) => data.Preview(100).RowView.Length;

    private void Make(string folders)
    {
        foreach (var folder in folders.Split(' '))
            Directory.CreateDirectory(Path.Combine(_root, folder, "inner"));
    }

    private void Write(string name)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
    }
}
