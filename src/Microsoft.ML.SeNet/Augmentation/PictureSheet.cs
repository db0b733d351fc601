using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// Small pictures as the network sees them, cut by a model's <see cref="EvaluationTransform"/>, as PNG files: in rows and columns on one sheet, or
/// one by one. For looking at the pictures that a model takes for something else.
/// </summary>
public static class PictureSheet
{
    /// <summary>How many pictures stand side by side unless another number is asked for.</summary>
    public const int DefaultColumns = 8;

    private const string Name = "A sheet of pictures";

    /// <summary>Draws pictures in rows from left to right, on white.</summary>
    /// <param name="pictures">Picture files in any format that ML.NET reads, at least one.</param>
    /// <param name="path">The file to write, which ends in .png. Its directory must exist.</param>
    /// <param name="transform">The size of each small picture, and which part of the file it shows.</param>
    /// <param name="columns">Pictures side by side, 1 or more.</param>
    /// <exception cref="ArgumentException">There are no pictures, or the path does not end in .png.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no column, or the sheet would be more than 32768 pixels wide or high.</exception>
    /// <exception cref="InvalidDataException">A file is no picture, or a damaged one.</exception>
    public static void Save(IReadOnlyList<string> pictures, string path, EvaluationTransform transform, int columns = DefaultColumns)
    {
        SheetFile.Check(Name, pictures, path);
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var width = Math.Min(columns, pictures.Count);
        var grid = new SheetGrid(width, (int)(((long)pictures.Count + width - 1) / width), transform.ImageSize);
        if (!grid.Fits)
            throw new ArgumentOutOfRangeException(nameof(transform), $"{Name}: expected a size that gives a sheet of at most {SheetGrid.LargestSide} x {SheetGrid.LargestSide} pixels, got {transform.ImageSize} for {pictures.Count} pictures, {grid.Columns} in a row.");
        var sheet = new RgbBuffer();
        grid.Clear(sheet);
        foreach (var (index, file) in pictures.Index())
            grid.Put(Square(file, transform), index % grid.Columns, index / grid.Columns, sheet);
        SheetFile.Save(sheet, path);
    }

    /// <summary>One picture as the bytes of a PNG file.</summary>
    /// <param name="picture">A picture file in any format that ML.NET reads.</param>
    /// <param name="transform">Its size, and which part of the file it shows.</param>
    /// <exception cref="InvalidDataException">The file is no picture, or a damaged one.</exception>
    public static byte[] Thumbnail(string picture, EvaluationTransform transform)
    {
        ArgumentException.ThrowIfNullOrEmpty(picture);
        ArgumentNullException.ThrowIfNull(transform);
        var small = new RgbBuffer();
        small.Reset(transform.ImageSize, transform.ImageSize);
        Square(picture, transform).CopyTo(small.Span);
        return SheetFile.ToPng(small);
    }

    private static byte[] Square(string file, EvaluationTransform transform)
    {
        var square = new byte[transform.ImageSize * transform.ImageSize * RgbView.Channels];
        new PictureTransformer().Evaluate(SheetFile.Read(file, transform).View, transform, square);
        return square;
    }
}
