using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace SeNetMl.MicrosoftML.Tests.Images;

public class LoadImagesTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [Fact]
    public void LoadImages_Folder_LoadsLazilyAndTagsWithThePath()
    {
        var data = Paths("rgb.png", "gray.png", "no such file");

        var sut = s_ml.Transforms.LoadImages("Image", GoldenPictures.Folder, "Path").Fit(data).Transform(data);

        Assert.Equal(["Path: String", "Image: Image"], sut.Schema.Select(column => column.ToString()));
        using var cursor = sut.GetRowCursor([sut.Schema["Image"]]);
        var getter = cursor.GetGetter<MLImage>(sut.Schema["Image"]);
        MLImage image = null!;
        foreach (string name in new[] { "rgb.png", "gray.png" })
        {
            Assert.True(cursor.MoveNext());
            getter(ref image);
            Assert.Equal(GoldenPictures.PathOf(name), image.Tag);
            Assert.Equal(GoldenPictures.Pixels(name), image.Pixels);
        }
        Assert.True(cursor.MoveNext()); // nothing is loaded until the getter is called
    }

    [Fact]
    public void LoadImages_NoFolder_TakesPathsAsTheyAre()
    {
        var data = Paths(GoldenPictures.PathOf("rgb.png"));

        var transformer = s_ml.Transforms.LoadImages("Path", null).Fit(data);
        var sut = transformer.Transform(data);

        Assert.Null(transformer.ImageFolder);
        Assert.Equal(["Path: String", "Path: Image"], sut.Schema.Select(column => column.ToString()));
        using var cursor = sut.GetRowCursor(sut.Schema);
        cursor.MoveNext();
        MLImage image = null!;
        cursor.GetGetter<MLImage>(sut.Schema["Path"])(ref image);
        Assert.Equal(GoldenPictures.Pixels("rgb.png"), image.Pixels);
    }

    [Fact]
    public void Getter_VariableUsedAgain_DisposesTheImageBefore()
    {
        var data = Paths("rgb.png", "gray.png");
        var sut = s_ml.Transforms.LoadImages("Image", GoldenPictures.Folder, "Path").Fit(data).Transform(data);
        MLImage image = null!;
        MLImage first;
        using (var cursor = sut.GetRowCursor(sut.Schema))
        {
            var getter = cursor.GetGetter<MLImage>(sut.Schema["Image"]);
            cursor.MoveNext();
            getter(ref image);
            first = image;
            cursor.MoveNext();
            getter(ref image);
        }

        Assert.Throws<InvalidOperationException>(() => first.Width);
        Assert.Throws<InvalidOperationException>(() => image.Width); // the cursor disposes the last one
    }

    [Fact]
    public void LoadRawImageBytes_Files_GivesTheirBytes()
    {
        var data = Paths("rgb.png", "", "color.jpg");

        var sut = s_ml.Transforms.LoadRawImageBytes("Bytes", GoldenPictures.Folder, "Path").Fit(data).Transform(data);

        Assert.Equal("Bytes: Vector<Byte>", sut.Schema["Bytes"].ToString());
        var rows = s_ml.Data.CreateEnumerable<Raw>(sut, reuseRowObject: false).Select(row => row.Bytes).ToArray();
        Assert.Equal([GoldenPictures.Bytes("rgb.png"), [], GoldenPictures.Bytes("color.jpg")], rows);
    }

    [Fact]
    public void Fit_ColumnOfAnotherType_Throws()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Path = 1f } });
        var sut = s_ml.Transforms.LoadImages("Image", null, "Path");

        var inFit = Assert.Throws<ArgumentOutOfRangeException>(() => sut.Fit(data));
        var inChain = Assert.Throws<ArgumentOutOfRangeException>(() => sut.Append(s_ml.Transforms.ResizeImages("Image", 2, 2)).Fit(data));
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.LoadImages("Image", null, "Nowhere").Fit(data));

        Assert.Equal("Schema mismatch for input column 'Path': expected String, got Single (Parameter 'inputSchema')", inFit.Message);
        Assert.Equal("Schema mismatch for input column 'Path': expected String, got Single (Parameter 'inputSchema')", inChain.Message);
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", missing.Message);
    }

    [Fact]
    public void ImageTypeAttribute_OnAMember_MakesAColumnOfPictures()
    {
        using var image = GoldenPictures.Load("rgb.png");
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Row { Image = image } });

        var result = s_ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false).Single();

        Assert.Equal("Image: Image<9, 13>", data.Schema["Image"].ToString());
        Assert.Same(image, result.Image);
    }

    [Fact]
    public void ImageDataViewType_OfASizeThatNoMemberHas_HasNoGetter()
    {
        using var image = GoldenPictures.Load("rgb.png");
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Image"].ColumnType = new ImageDataViewType(1234, 4321);
        var data = s_ml.Data.LoadFromEnumerable(new[] { new Row { Image = image } }, definition);

        var exception = Assert.Throws<NotSupportedException>(() => data.GetRowCursor(data.Schema));

        Assert.Equal("Type 'Microsoft.ML.Data.MLImage' is not yet supported.", exception.Message);
    }

    [Fact]
    public void ImageDataViewType_Sizes_CompareByValue()
    {
        Assert.True(new ImageDataViewType(2, 3).Equals(new ImageDataViewType(2, 3)));
        Assert.False(new ImageDataViewType(2, 3).Equals(new ImageDataViewType(3, 2)));
        Assert.False(new ImageDataViewType(2, 3).Equals(new ImageDataViewType()));
        Assert.Equal("Must be positive. (Parameter 'height')", Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(0, 1)).Message);
        Assert.Equal(" Must be positive. (Parameter 'width')", Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(1, 0)).Message);
        Assert.Equal("height * width is too large. (Parameter 'height')", Assert.Throws<ArgumentOutOfRangeException>(() => new ImageDataViewType(65536, 65536)).Message);
    }

    private static IDataView Paths(params string[] paths) => s_ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }));

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }

    private sealed class Raw
    {
        public byte[] Bytes { get; set; } = [];
    }

    private sealed class Row
    {
        [ImageType(GoldenPictures.Height, GoldenPictures.Width)]
        public MLImage? Image { get; set; }
    }
}
