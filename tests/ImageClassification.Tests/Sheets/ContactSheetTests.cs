using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Sheets;
using static SeNetMl.Samples.ImageClassification.Tests.Sheets.SheetPictures;

namespace SeNetMl.Samples.ImageClassification.Tests.Sheets;

public sealed class ContactSheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Save_Pictures_DrawsABlockForEach(int count)
    {
        using var sheet = Saved([.. Enumerable.Range(0, count).Select(Picture)]);

        Assert.Equal(((count * 8 * Cell) + 2, (8 * Cell) + 2), (sheet.Width, sheet.Height));
        Assert.Equal(["light", "color jitter"], ContactSheet.Rows.Take(2));
        Assert.Equal(8, ContactSheet.Rows.Count);
    }

    [Fact]
    public void Save_EachRow_BeginsWithThePictureAndGoesOnWithOthers()
    {
        using var sheet = Saved([Picture(0), Picture(1)]);
        for (var block = 0; block < 2; block++)
        {
            var original = Square(sheet, block * 8, 0);
            for (var row = 0; row < ContactSheet.Rows.Count; row++)
            {
                Assert.Equal(original, Square(sheet, block * 8, row));
                Assert.Contains(Enumerable.Range(1, 7), column => !original.SequenceEqual(Square(sheet, (block * 8) + column, row)));
            }
        }
        Assert.NotEqual(Square(sheet, 0, 0), Square(sheet, 8, 0));
    }

    [Fact]
    public void Save_SameSeed_GivesTheSameSheet()
    {
        string[] pictures = [Picture(0), Picture(1)];

        Assert.Equal(Pixels(pictures), Pixels(pictures));
        Assert.NotEqual(Pixels(pictures), Pixels(pictures, seed: 8));
    }

    [Fact]
    public void Save_WhatCannotBe_SaysWhy()
    {
        var (picture, text, sheet) = (Picture(0), _folder.Write("a.txt", [1, 2, 3]), _folder["a.png"]);

        Assert.Equal(
            "A contact sheet: expected at least one picture, got none. (Parameter 'pictures')",
            Assert.Throws<ArgumentException>(() => ContactSheet.Save([], sheet, Side, 1)).Message);
        Assert.Equal(
            "A contact sheet: expected a file name that ends in .png, got 'a.jpg'. (Parameter 'path')",
            Assert.Throws<ArgumentException>(() => ContactSheet.Save([picture], "a.jpg", Side, 1)).Message);
        Assert.Equal(
            "A contact sheet: expected a size of 1 or more that gives a sheet of at most 32768 x 32768 pixels, "
            + "got 5000 for 1 pictures. (Parameter 'imageSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Save([picture], sheet, 5000, 1)).Message);
        Assert.StartsWith(
            $"'{text}': The picture cannot be decoded: ",
            Assert.Throws<BadPictureException>(() => ContactSheet.Save([text], sheet, Side, 1)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(sheet));
    }

    private string Picture(int number) => Written(_folder, number);

    private MLImage Saved(string[] pictures, int seed = 7)
    {
        ContactSheet.Save(pictures, _folder["sheet.png"], Side, seed);
        return MLImage.CreateFromFile(_folder["sheet.png"]);
    }

    private byte[] Pixels(string[] pictures, int seed = 7)
    {
        using var sheet = Saved(pictures, seed);
        return sheet.Pixels.ToArray();
    }
}
