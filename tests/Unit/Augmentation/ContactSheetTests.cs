using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class ContactSheetTests : IDisposable
{
    private const int Side = 24;
    private const int Cell = Side + 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("sheet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Save_Pictures_DrawsABlockForEach(int count)
    {
        var sheet = Sheet([.. Enumerable.Range(0, count).Select(Picture)]);

        Assert.Equal(((count * 8 * Cell) + 2, (20 * Cell) + 2), (sheet.Width, sheet.Height));
        Assert.Equal(20, ContactSheet.Rows.Count);
        Assert.Equal(["light", "color jitter"], ContactSheet.Rows.Take(2));
        Assert.Equal("Hue", ContactSheet.Rows[^1]);
    }

    [Fact]
    public void Save_EachRow_BeginsWithThePictureAndGoesOnWithOthers()
    {
        var sheet = Sheet([Picture(0), Picture(1)]);
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

        Assert.Equal(Sheet(pictures).Span.ToArray(), Sheet(pictures).Span.ToArray());
        Assert.NotEqual(Sheet(pictures).Span.ToArray(), Sheet(pictures, seed: 8).Span.ToArray());
    }

    [Fact]
    public void Save_WhatCannotBe_SaysWhy()
    {
        var (picture, text) = (Picture(0), Path.Combine(_folder, "a.txt"));
        File.WriteAllText(text, "no picture");

        Assert.Equal("A contact sheet: expected at least one picture, got none. (Parameter 'pictures')", Assert.Throws<ArgumentException>(() => ContactSheet.Save([], "a.png")).Message);
        Assert.Equal("A contact sheet: expected a file name that ends in .png, got 'a.jpg'. (Parameter 'path')", Assert.Throws<ArgumentException>(() => ContactSheet.Save([picture], "a.jpg")).Message);
        Assert.Equal(
            "A contact sheet: expected a size of 1 or more that gives a sheet of at most 32768 x 32768 pixels, got 5000 for 1 pictures. (Parameter 'imageSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Save([picture], "a.png", 5000)).Message);
        Assert.StartsWith($"'{text}': The picture cannot be decoded: ", Assert.Throws<InvalidDataException>(() => ContactSheet.Save([text], "a.png")).Message);
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

    private RgbBuffer Sheet(string[] pictures, long seed = 7)
    {
        var path = Path.Combine(_folder, "sheet.png");
        ContactSheet.Save(pictures, path, Side, seed);
        var sheet = new RgbBuffer();
        PictureDecoder.Decode(File.ReadAllBytes(path), sheet);
        return sheet;
    }

    private static byte[] Square(RgbBuffer sheet, int column, int row) => [.. Enumerable.Range(0, Side)
        .SelectMany(y => sheet.Span.Slice(((((2 + (row * Cell) + y) * sheet.Width) + 2 + (column * Cell)) * 3), Side * 3).ToArray())];
}
