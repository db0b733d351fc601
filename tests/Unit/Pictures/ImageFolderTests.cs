using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>Which rows a folder of pictures gives, and what is said about a folder that gives none.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("image-folder-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void LoadImagesFromFolder_ClassFolders_GivesARowForEachPictureInOrdinalOrder()
    {
        Write("b/2.png", "b/10.jpg", "a/x.JPEG", "B/1.bmp", "a/deep/er/0.Png", "a.b/1.png", "a/y.webp");

        Assert.Equal(
            ["B/1.bmp B", "a.b/1.png a.b", "a/deep/er/0.Png a", "a/x.JPEG a", "a/y.webp a", "b/10.jpg b", "b/2.png b"], Rows(Load()));
    }

    [Fact]
    public void LoadImagesFromFolder_AnyFolder_HasTwoTextColumnsAndIsCounted()
    {
        Write("a/1.png", "b/1.png");

        var data = Load();

        Assert.Equal(["ImagePath", "Label"], data.Schema.Select(column => column.Name));
        Assert.All(data.Schema, column => Assert.Equal(TextDataViewType.Instance, column.Type));
        Assert.Equal(2, data.GetRowCount());
    }

    [Fact]
    public void LoadImagesFromFolder_OtherColumnNames_AreTaken()
    {
        Write("a/1.png");

        var data = new MLContext(1).Data.LoadImagesFromFolder(_root, imagePathColumnName: "Label", labelColumnName: "Class");

        Assert.Equal(["Label", "Class"], data.Schema.Select(column => column.Name));
        Assert.Equal([In("a/1.png")], data.GetColumn<string>("Label"));
        Assert.Equal(["a"], data.GetColumn<string>("Class"));
    }

    [Fact]
    public void LoadImagesFromFolder_RelativePath_GivesFullPaths()
    {
        Write("a/1.png");

        var data = new MLContext(1).Data.LoadImagesFromFolder(
            Path.GetRelativePath(Environment.CurrentDirectory, _root) + Path.DirectorySeparatorChar);

        Assert.Equal([In("a/1.png")], data.GetColumn<string>("ImagePath"));
    }

    [Fact]
    public void LoadImagesFromFolder_HiddenAndOtherFiles_ArePassedOver()
    {
        Write("a/1.png", "a/._1.png", "a/.DS_Store", "a/Thumbs.db", "a/notes.txt", "a/.cache/2.png", ".git/3.png", ".4.png",
            "read.me", "a/png", "a/5.png.bak");

        Assert.Equal(["a/1.png a"], Rows(Load()));
    }

    [Fact]
    public void LoadImagesFromFolder_OtherExtensions_AreTakenInstead()
    {
        Write("a/1.png", "a/2.TIF", "a/3.ppm");

        Assert.Equal(["a/2.TIF a", "a/3.ppm a"], Rows(Load("tif", ".PPM")));
    }

    [Fact]
    public void LoadImagesFromFolder_LinksElsewhere_AreFollowed()
    {
        Write("one/pictures/a/1.png", "one/more/2.png");
        Directory.CreateSymbolicLink(In("one/pictures/b"), In("one/more"));
        Directory.CreateSymbolicLink(In("one/pictures/a/twin"), In("one/more"));
        File.CreateSymbolicLink(In("one/pictures/a/3.png"), In("one/more/2.png"));
        Directory.CreateSymbolicLink(In("two"), In("one/pictures"));

        var data = new MLContext(1).Data.LoadImagesFromFolder(In("two"));

        Assert.Equal(["two/a/1.png a", "two/a/3.png a", "two/a/twin/2.png a", "two/b/2.png b"], Rows(data));
    }

    [Theory]
    [InlineData("a/b", "..")]
    [InlineData("a/b", "../..")]
    [InlineData("a/b", ".")]
    [InlineData("a/b", "../../c/to-a")]
    public void LoadImagesFromFolder_LinkBack_IsRefused(string folder, string target)
    {
        Write("a/1.png", "a/b/1.png", "c/1.png");
        Directory.CreateSymbolicLink(In("c/to-a"), In("a"));
        Directory.CreateSymbolicLink(In(folder + "/back"), target);

        var e = Assert.Throws<InvalidDataException>(() => Load());

        var real = target switch { "../.." => _root, "." => In("a/b"), _ => In("a") };
        Assert.Equal(
            $"Pictures in '{In("a/b/back")}': expected folders that end somewhere, got a symbolic link back to '{real}', "
            + "which this folder is in. Remove the link.",
            e.Message);
    }

    [Fact]
    public void LoadImagesFromFolder_LinkToItself_IsNoFolder()
    {
        Write("a/1.png");
        Directory.CreateSymbolicLink(In("a/round"), In("a/round"));

        Assert.Equal(["a/1.png a"], Rows(Load()));
    }

    [Fact]
    public void LoadImagesFromFolder_NoSuchFolder_SaysSo()
    {
        Write("file.png");

        Assert.Equal(
            $"Pictures in '{In("none")}': expected a folder with one folder for each class, got nothing at this path. Check the path.",
            Assert.Throws<DirectoryNotFoundException>(() => new MLContext(1).Data.LoadImagesFromFolder(In("none"))).Message);
        Assert.Equal(
            $"Pictures in '{In("file.png")}': expected a folder with one folder for each class, got a file. Check the path.",
            Assert.Throws<DirectoryNotFoundException>(() => new MLContext(1).Data.LoadImagesFromFolder(In("file.png"))).Message);
    }

    [Fact]
    public void LoadImagesFromFolder_NoClassFolders_SaysSo()
    {
        Write(".hidden/1.png", "notes.txt");

        Assert.Equal($"Pictures in '{_root}': Expected one folder for each class, got no folder.", Refusal());
    }

    [Fact]
    public void LoadImagesFromFolder_PicturesBesideTheClasses_AreNamed()
    {
        Write("a/1.png", "c.jpg", "b.png");

        Assert.Equal(
            $"Pictures in '{_root}': Expected pictures in class folders only, got 'b.png', 'c.jpg' beside them. "
            + "Move each to the folder of its class.",
            Refusal());
    }

    [Fact]
    public void LoadImagesFromFolder_ClassesWithoutPictures_AreAllNamed()
    {
        Write("a/1.png", "b/notes.txt", "d/.2.png");
        Directory.CreateDirectory(In("c/deep"));

        Assert.Equal(
            $"Pictures in '{_root}': Expected pictures (.bmp, .gif, .jpeg, .jpg, .png, .webp) in each class folder, got none in 'b', 'c', "
                + "'d'. Remove these folders, or put pictures in them.",
            Refusal());
    }

    [Fact]
    public void LoadImagesFromFolder_SeveralFaults_AreToldAtOnce()
    {
        Write([.. Enumerable.Range(10, 12).Select(number => $"{number}.png")]);
        Directory.CreateDirectory(In("empty"));

        Assert.Equal(
            $"Pictures in '{_root}': Expected pictures in class folders only, got '10.png', '11.png', '12.png', '13.png', '14.png', "
                + "'15.png', '16.png', '17.png', '18.png', '19.png' and 2 more beside them. Move each to the folder of its class. "
                + "Expected pictures (.png) in each class folder, got none in 'empty'. Remove these folders, or put pictures in them.",
            Assert.Throws<InvalidDataException>(() => Load("png")).Message);
    }

    [Fact]
    public void LoadImagesFromFolder_BadArguments_AreRefused()
    {
        Write("a/1.png");
        var catalog = new MLContext(1).Data;

        Assert.Equal("path", Assert.Throws<ArgumentException>(() => catalog.LoadImagesFromFolder("")).ParamName);
        Assert.Equal(
            "catalog", Assert.Throws<ArgumentNullException>(() => ((DataOperationsCatalog)null!).LoadImagesFromFolder(_root)).ParamName);
        Assert.Equal(
            "labelColumnName", Assert.Throws<ArgumentException>(() => catalog.LoadImagesFromFolder(_root, labelColumnName: "")).ParamName);
        Assert.Equal(
            "Column names: expected two, got 'Label' for both the path and the label. Give one of them another name. "
            + "(Parameter 'labelColumnName')",
            Assert.Throws<ArgumentException>(() => catalog.LoadImagesFromFolder(_root, imagePathColumnName: "Label")).Message);
        Assert.Equal(
            "File extensions of pictures: expected at least one, got none. Leave the argument out for the usual ones. "
            + "(Parameter 'extensions')",
            Assert.Throws<ArgumentException>(() => catalog.LoadImagesFromFolder(_root, extensions: [])).Message);
        Assert.Equal(
            "File extensions of pictures: expected names such as 'jpg', got '.'. (Parameter 'extensions')",
            Assert.Throws<ArgumentException>(() => Load("png", ".")).Message);
    }

    private string Refusal() => Assert.Throws<InvalidDataException>(() => Load()).Message;

    private IDataView Load(params string[] extensions) =>
        new MLContext(1).Data.LoadImagesFromFolder(_root, extensions: extensions.Length == 0 ? null : extensions);

    private string In(string relative) => Path.Combine(_root, relative);

    private void Write(params string[] files)
    {
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In(file))!);
            File.WriteAllText(In(file), "");
        }
    }

    private IEnumerable<string> Rows(IDataView data) =>
        data.GetColumn<string>("ImagePath")
            .Zip(data.GetColumn<string>("Label"), (path, label) => $"{Path.GetRelativePath(_root, path).Replace('\\', '/')} {label}");
}
