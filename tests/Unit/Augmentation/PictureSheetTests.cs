using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class PictureSheetTests : IDisposable
{
    private const int Side = 24;
    private const int Cell = Side + 2;

    private static readonly EvaluationTransform s_transform = new(Side, 0.875);

    private readonly string _folder = Directory.CreateTempSubdirectory("sheet-").FullName;

    private string Sheet => Path.Combine(_folder, "sheet.png");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(4, 4, 1)]
    [InlineData(5, 4, 2)]
    [InlineData(8, 4, 2)]
    public void Save_Pictures_FillsRowsOfFour(int count, int columns, int rows)
    {
        string[] pictures = [.. Enumerable.Range(0, count).Select(Picture)];

        PictureSheet.Save(pictures, Sheet, s_transform, columns: 4);

        var sheet = Decoded(File.ReadAllBytes(Sheet));
        Assert.Equal(((columns * Cell) + 2, (rows * Cell) + 2), (sheet.Width, sheet.Height));
        Assert.All(pictures.Index(), one => Assert.Equal(AsTheNetworkSeesIt(one.Item), Square(sheet, one.Index % 4, one.Index / 4)));
        Assert.All(Enumerable.Range(count, (columns * rows) - count), empty => Assert.All(Square(sheet, empty % 4, empty / 4), value => Assert.Equal(byte.MaxValue, value)));
    }

    [Fact]
    public void Thumbnail_Picture_IsWhatTheNetworkSees()
    {
        var picture = Picture(0);

        var thumbnail = Decoded(PictureSheet.Thumbnail(picture, s_transform));

        Assert.Equal((Side, Side), (thumbnail.Width, thumbnail.Height));
        Assert.Equal(AsTheNetworkSeesIt(picture), thumbnail.Span.ToArray());
    }

    [Fact]
    public void Save_WhatCannotBe_SaysWhy()
    {
        var (picture, text) = (Picture(0), Path.Combine(_folder, "a.txt"));
        File.WriteAllText(text, "no picture");

        Assert.Equal("A sheet of pictures: expected at least one picture, got none. (Parameter 'pictures')", Assert.Throws<ArgumentException>(() => PictureSheet.Save([], Sheet, s_transform)).Message);
        Assert.Equal("A sheet of pictures: expected a file name that ends in .png, got 'a.jpg'. (Parameter 'path')", Assert.Throws<ArgumentException>(() => PictureSheet.Save([picture], "a.jpg", s_transform)).Message);
        Assert.Equal(
            "A sheet of pictures: expected a size that gives a sheet of at most 32768 x 32768 pixels, got 8192 for 4 pictures, 4 in a row. (Parameter 'transform')",
            Assert.Throws<ArgumentOutOfRangeException>(() => PictureSheet.Save([picture, picture, picture, picture], Sheet, new(8192, 1))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureSheet.Save([picture], Sheet, s_transform, columns: 0));
        Assert.StartsWith($"'{text}': The picture cannot be decoded: ", Assert.Throws<InvalidDataException>(() => PictureSheet.Save([text], Sheet, s_transform)).Message);
        Assert.StartsWith($"'{text}': The picture cannot be decoded: ", Assert.Throws<InvalidDataException>(() => PictureSheet.Thumbnail(text, s_transform)).Message);
        Assert.False(File.Exists(Sheet));
    }

    private string Picture(int number)
    {
        var picture = SomePictures.Noise(40, 30, new Seeds(number).Stream("noise"));
        byte[] pixels = [.. picture.Span.ToArray().Chunk(3).SelectMany(color => (byte[])[.. color, 255])];
        var path = Path.Combine(_folder, $"{number}.png");
        using var image = MLImage.CreateFromPixels(40, 30, MLPixelFormat.Rgba32, pixels);
        image.Save(path);
        return path;
    }

    private static byte[] AsTheNetworkSeesIt(string picture)
    {
        var (stored, square) = (new RgbBuffer(), new byte[Side * Side * 3]);
        var transformer = new PictureTransformer();
        transformer.Store(Decoded(File.ReadAllBytes(picture)).View, s_transform, stored);
        transformer.Evaluate(stored.View, s_transform, square);
        return square;
    }

    private static RgbBuffer Decoded(byte[] file)
    {
        var picture = new RgbBuffer();
        PictureDecoder.Decode(file, picture);
        return picture;
    }

    private static byte[] Square(RgbBuffer sheet, int column, int row) => [.. Enumerable.Range(0, Side)
        .SelectMany(y => sheet.Span.Slice((((2 + (row * Cell) + y) * sheet.Width) + 2 + (column * Cell)) * 3, Side * 3).ToArray())];
}
