using Microsoft.ML.Data;

namespace SeNetMl.Samples.ImageClassification.Tests.Sheets;

/// <summary>Pictures of noise to put on sheets, and sheets read again.</summary>
internal static class SheetPictures
{
    internal const int Side = 24;
    internal const int Cell = Side + 2;

    private const int PixelBytes = 4;

    /// <summary>Writes a picture of 40×30 pixels.</summary>
    internal static string Written(TemporaryFolder folder, int number)
    {
        var pixels = new byte[40 * 30 * PixelBytes];
        new Random(number).NextBytes(pixels);
        for (var alpha = 3; alpha < pixels.Length; alpha += PixelBytes)
            pixels[alpha] = byte.MaxValue;
        using var image = MLImage.CreateFromPixels(40, 30, MLPixelFormat.Rgba32, pixels);
        image.Save(folder[$"{number}.png"]);
        return folder[$"{number}.png"];
    }

    /// <summary>The pixels of a place on a sheet.</summary>
    internal static byte[] Square(MLImage sheet, int column, int row) => Part(sheet, 2 + (column * Cell), 2 + (row * Cell), Side, Side);

    /// <summary>The pixels of a part of a picture.</summary>
    internal static byte[] Part(MLImage picture, int left, int top, int width, int height)
    {
        var pixels = picture.Pixels.ToArray();
        byte[] Row(int y) => pixels.AsSpan(((y * picture.Width) + left) * PixelBytes, width * PixelBytes).ToArray();
        return [.. Enumerable.Range(top, height).SelectMany(Row)];
    }
}
