using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Images;

/// <summary>What becomes of files that are no pictures, or only half of one.</summary>
public sealed class BadPictureTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("bad").FullName;

    public static TheoryData<string, byte[]> NoPictures => new()
    {
        { "empty", [] },
        { "text", "not a picture"u8.ToArray() },
        { "only a signature of PNG", GoldenPictures.Bytes("rgb.png")[..8] },
        { "only a header of PNG", GoldenPictures.Bytes("rgb.png")[..33] },
        { "only a signature of JPEG", GoldenPictures.Bytes("color.jpg")[..3] },
        { "half a header of JPEG", GoldenPictures.Bytes("color.jpg")[..100] },
        { "half a header of BMP", GoldenPictures.Bytes("bmp_rgb.bmp")[..20] },
        { "the signature of another format", [.. "GIF89x"u8, .. new byte[100]] },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(NoPictures))]
    public void Create_NoPicture_Throws(string what, byte[] bytes)
    {
        string path = Path.Combine(_folder, what);
        File.WriteAllBytes(path, bytes);

        var fromStream = Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(bytes)));
        var fromFile = Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(path));

        Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", fromStream.Message);
        Assert.Equal("Invalid path (Parameter 'imagePath')", fromFile.Message);
    }

    [Fact]
    public void Create_NoFileAndNull_Throws()
    {
        var missing = Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(Path.Combine(_folder, "missing.png")));
        var folder = Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(_folder));

        Assert.Equal("Invalid path (Parameter 'imagePath')", missing.Message);
        Assert.Equal("Invalid path (Parameter 'imagePath')", folder.Message);
        Assert.Equal("Value cannot be null. (Parameter 'imagePath')", Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null!)).Message);
        Assert.Equal("Value cannot be null. (Parameter 'imageStream')", Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null!)).Message);
    }

    [Fact]
    public void LoadImages_NoPicture_ThrowsWhenTheRowIsRead()
    {
        File.WriteAllText(Path.Combine(_folder, "text.png"), "not a picture");

        Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", Assert.Throws<ArgumentException>(() => Load("text.png")).Message);
    }

    [Fact]
    public void LoadImages_MissingFile_ThrowsWhenTheRowIsRead()
    {
        var exception = Assert.Throws<FileNotFoundException>(() => Load("missing.png"));

        Assert.Equal($"Could not find file '{Path.Combine(_folder, "missing.png")}'.", exception.Message);
    }

    [Fact]
    public void LoadImages_MissingFolder_Throws()
    {
        string folder = Path.Combine(_folder, "missing");

        var exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", folder));

        Assert.Equal($"Directory \"{folder}\" does not exist.", exception.Message);
    }

    [Fact]
    public void LoadImages_EmptyPath_GivesNoPicture()
    {
        Assert.Null(Load(""));
    }

    /// <summary>A picture that merely ends early is a picture: the rows that it has, then black.</summary>
    [Theory]
    [InlineData("rgb.png", 300)]
    [InlineData("color.jpg", 800)]
    public void Create_Truncated_GivesAPicture(string name, int length)
    {
        using var sut = MLImage.CreateFromStream(new MemoryStream(GoldenPictures.Bytes(name)[..length]));

        Assert.Equal((GoldenPictures.Width, GoldenPictures.Height), (sut.Width, sut.Height));
    }

    private MLImage? Load(string path)
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new { Path = path } });
        var images = _ml.Transforms.LoadImages("Image", _folder, "Path").Fit(data).Transform(data);
        using var cursor = images.GetRowCursor(images.Schema);
        MLImage? image = null;
        cursor.MoveNext();
        cursor.GetGetter<MLImage>(images.Schema["Image"])(ref image!);
        return image;
    }
}
