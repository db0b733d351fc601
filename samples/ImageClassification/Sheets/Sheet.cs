using Microsoft.ML.Data;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Sheets;

/// <summary>A PNG file of small pictures: rows and columns of squares with gaps, on white.</summary>
internal sealed class Sheet
{
    /// <summary>The longest side of a sheet in pixels.</summary>
    internal const int LargestSide = 32_768;

    private const string Extension = ".png";
    private const int Gap = 2;
    private const int PixelBytes = 4;

    private readonly int _imageSize;
    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _pixels;

    /// <summary>Makes an empty sheet.</summary>
    /// <param name="columns">Squares side by side.</param>
    /// <param name="rows">Squares below each other.</param>
    /// <param name="imageSize">The side of a square in pixels.</param>
    internal Sheet(int columns, int rows, int imageSize)
    {
        (_imageSize, _width, _height) = (imageSize, (int)Side(columns, imageSize), (int)Side(rows, imageSize));
        _pixels = new byte[(long)_width * _height * PixelBytes];
        Array.Fill(_pixels, byte.MaxValue);
    }

    /// <summary>Whether a sheet is no larger than sheets may be.</summary>
    internal static bool Fits(int columns, int rows, int imageSize) =>
        imageSize >= 1 && Side(columns, imageSize) <= LargestSide && Side(rows, imageSize) <= LargestSide;

    /// <summary>Checks what a sheet is made of and where it goes.</summary>
    /// <param name="name">What the sheet is called, to begin the message with.</param>
    /// <param name="pictures">At least one.</param>
    /// <param name="path">A name that ends in .png.</param>
    internal static void Check(string name, IReadOnlyList<string> pictures, string path)
    {
        if (pictures.Count == 0)
            throw new ArgumentException($"{name}: expected at least one picture, got none.", nameof(pictures));
        if (!Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{name}: expected a file name that ends in {Extension}, got '{path}'.", nameof(path));
    }

    /// <summary>Puts a picture of the squares' size in its place.</summary>
    internal void Put(MLImage picture, int column, int row)
    {
        var (left, top) = ((int)Side(column, _imageSize), (int)Side(row, _imageSize));
        var stride = _imageSize * PixelBytes;
        var pixels = picture.Pixels;
        for (var y = 0; y < _imageSize; y++)
            pixels.Slice(y * stride, stride).CopyTo(_pixels.AsSpan((((top + y) * _width) + left) * PixelBytes));
    }

    internal void Save(string path)
    {
        using var image = MLImage.CreateFromPixels(_width, _height, MLPixelFormat.Rgba32, _pixels);
        WholeFile.Make(path, image.Save);
    }

    /// <summary>A picture as the bytes of a PNG file, which ML.NET writes to paths only.</summary>
    internal static byte[] ToPng(MLImage picture)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + Extension);
        try
        {
            picture.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static long Side(int squares, int imageSize) => ((long)squares * (imageSize + Gap)) + Gap;
}
