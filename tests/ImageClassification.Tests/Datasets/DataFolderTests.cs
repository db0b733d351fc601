using Microsoft.ML;
using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests.Datasets;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_TrainAndTest_TakesThemAsTheyAre()
    {
        Write("train/b/1.png", "train/a/1.png", "test/a/2.png");

        var sut = Open();

        Assert.Equal(["train/a/1.png", "train/b/1.png"], Paths(sut.Train));
        Assert.Equal(["test/a/2.png"], Paths(sut.Test));
        Assert.Equal(["a", "b"], sut.Classes);
    }

    [Fact]
    public void Open_ClassFolders_KeepsAFifthOfEachClassForTheTest()
    {
        Write([.. Enumerable.Range(0, 10).Select(number => $"a/{number}.png"),
            .. Enumerable.Range(0, 21).Select(number => $"b/{number}.png"), "c/only.png"]);

        var sut = Open();

        Assert.Equal([("a", 2), ("b", 4)], sut.Test.CountBy(image => image.Label).Select(count => (count.Key, count.Value)));
        Assert.Equal([("a", 8), ("b", 17), ("c", 1)], sut.Train.CountBy(image => image.Label).Select(count => (count.Key, count.Value)));
        Assert.Empty(Paths(sut.Train).Intersect(Paths(sut.Test)));
    }

    [Fact]
    public void Open_SameSeed_SplitsAlike()
    {
        Write([.. Enumerable.Range(0, 50).Select(number => $"a/{number}.png"),
            .. Enumerable.Range(0, 50).Select(number => $"b/{number}.png")]);

        Assert.Equal(Paths(Open(seed: 3).Test), Paths(Open(seed: 3).Test));
        Assert.NotEqual(Paths(Open(seed: 3).Test), Paths(Open(seed: 4).Test));
    }

    [Fact]
    public void Open_CapitalsAndValidation_AreTakenForWhatTheyAre()
    {
        Write("Train/b/1.png", "Train/a/1.png", "Valid/a/3.png", "TEST/a/2.png");

        var sut = Open();

        Assert.Equal(["Train/a/1.png", "Train/b/1.png"], Paths(sut.Train));
        Assert.Equal(["Valid/a/3.png"], Paths(sut.Validation));
        Assert.Equal(["TEST/a/2.png"], Paths(sut.Test));
        Assert.Equal(
            "train: 'Train' (2 pictures), validation: 'Valid' (1 picture), test: 'TEST' (1 picture); 2 classes", sut.Description);
    }

    [Fact]
    public void Open_TrainAlone_KeepsAFifthOfItForTheTest()
    {
        Write([.. Enumerable.Range(0, 10).SelectMany(number => new[] { $"training/a/{number}.png", $"training/b/{number}.png" })]);

        var sut = Open();

        Assert.Equal((16, 4), (sut.Train.Count, sut.Test.Count));
        Assert.Equal(
            "train: 'training' (20 pictures); 2 classes; taken from the folder 'training' in it; "
            + "a fifth of each class is kept for the test: 4 pictures", sut.Description);
    }

    [Fact]
    public void Open_TestAlone_IsRefused()
    {
        Write("test/a/1.png", "test/b/1.png");

        Assert.Equal(
            $"Pictures in '{_folder.Root}': expected a folder to train on beside 'test' (train or training, val, valid or validation, "
            + "test or testing, in any case), or class folders, got none. Add it, or name the folder above the class folders.",
            Refusal());
    }

    [Fact]
    public void Open_OneClass_IsRefused()
    {
        Write("a/1.png", "a/2.png");

        Assert.Equal(
            $"Pictures in '{_folder.Root}': expected two classes or more, got one, 'a'. Name the folder above the class folders.",
            Refusal());
    }

    [Fact]
    public void Open_ClassInTheTestOnly_IsRefused()
    {
        Write("train/a/1.png", "train/b/1.png", "test/a/2.png", "test/d/2.png", "test/c/2.png");

        Assert.Equal(
            $"Pictures in '{_folder["test"]}': expected no other classes to test than to train, got 'c', 'd'. Trained: 'a', 'b'.",
            Refusal());
    }

    [Fact]
    public void OpenTest_ClassFoldersOrParts_TakesTheTest()
    {
        Write("both/train/a/1.png", "both/test/a/2.png", "one/a/3.png");

        Assert.Equal(["both/test/a/2.png"], Paths(DataFolder.OpenTest(new MLContext(1), _folder["both"], ["a"])));
        Assert.Equal(["one/a/3.png"], Paths(DataFolder.OpenTest(new MLContext(1), _folder["one"], ["a", "b"])));
    }

    private DataFolder Open(int seed = 1) => DataFolder.Open(new MLContext(1), _folder.Root, seed);

    private string Refusal() => Assert.Throws<InvalidDataException>(() => Open()).Message;

    private string[] Paths(IEnumerable<LabeledImage> images) =>
        [.. images.Select(image => Path.GetRelativePath(_folder.Root, image.ImagePath).Replace('\\', '/'))];

    private void Write(params string[] files)
    {
        foreach (var file in files)
            _folder.Write(file);
    }
}
