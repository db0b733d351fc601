using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Sheets;
using static SeNetMl.Samples.ImageClassification.Tests.Sheets.SheetPictures;

namespace SeNetMl.Samples.ImageClassification.Tests.Sheets;

public sealed class PictureSheetTests : IDisposable
{
    // All of the pictures' 30 rows, shrunk to Side.
    private static readonly EvaluationTransform s_transform = new(Side, 1);

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["sheet.png"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(4, 4, 1)]
    [InlineData(5, 4, 2)]
    [InlineData(8, 4, 2)]
    public void Save_Pictures_FillsRowsOfFour(int count, int columns, int rows)
    {
        string[] pictures = [.. Enumerable.Range(0, count).Select(Picture)];

        PictureSheet.Save(pictures, Path, s_transform, columns: 4);

        using var sheet = MLImage.CreateFromFile(Path);
        Assert.Equal(((columns * Cell) + 2, (rows * Cell) + 2), (sheet.Width, sheet.Height));
        Assert.All(pictures.Index(), one => Assert.Equal(Thumbnail(one.Item, s_transform), Square(sheet, one.Index % 4, one.Index / 4)));
        Assert.All(
            Enumerable.Range(count, (columns * rows) - count),
            empty => Assert.All(Square(sheet, empty % 4, empty / 4), value => Assert.Equal(byte.MaxValue, value)));
    }

    [Fact]
    public void Thumbnail_PictureOfTheNetworksSize_IsItsMiddle()
    {
        var picture = Picture(0);
        using var whole = MLImage.CreateFromFile(picture);

        Assert.Equal(Part(whole, 5, 0, 30, 30), Thumbnail(picture, new EvaluationTransform(30, 1)));
    }

    [Fact]
    public void Save_WhatCannotBe_SaysWhy()
    {
        var (picture, text) = (Picture(0), _folder.Write("a.txt", [1, 2, 3]));

        Assert.Equal(
            "A sheet of pictures: expected at least one picture, got none. (Parameter 'pictures')",
            Assert.Throws<ArgumentException>(() => PictureSheet.Save([], Path, s_transform)).Message);
        Assert.Equal(
            "A sheet of pictures: expected a file name that ends in .png, got 'a.jpg'. (Parameter 'path')",
            Assert.Throws<ArgumentException>(() => PictureSheet.Save([picture], "a.jpg", s_transform)).Message);
        Assert.Equal(
            "A sheet of pictures: expected a size that gives a sheet of at most 32768 x 32768 pixels, "
            + "got 8192 for 4 pictures, 4 in a row. (Parameter 'transform')",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => PictureSheet.Save([picture, picture, picture, picture], Path, new(8192, 1))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureSheet.Save([picture], Path, s_transform, columns: 0));
        Assert.StartsWith(
            $"'{text}': The picture cannot be decoded: ",
            Assert.Throws<BadPictureException>(() => PictureSheet.Save([text], Path, s_transform)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path));
    }

    private string Picture(int number) => Written(_folder, number);

    private byte[] Thumbnail(string picture, EvaluationTransform transform)
    {
        File.WriteAllBytes(_folder["thumbnail.png"], PictureSheet.Thumbnail(picture, transform));
        using var image = MLImage.CreateFromFile(_folder["thumbnail.png"]);
        Assert.Equal((transform.ImageSize, transform.ImageSize), (image.Width, image.Height));
        return image.Pixels.ToArray();
    }
}
