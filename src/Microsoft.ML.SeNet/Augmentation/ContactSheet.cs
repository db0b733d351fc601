using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// One picture file that shows what augmentation makes of some pictures, to be looked at before training. Each picture has a block of
/// <see cref="Rows"/>, the blocks stand side by side. A row begins with the picture as validation sees it; then follow seven draws, or seven
/// strengths from the weakest, or from the strongest backwards to the strongest forwards.
/// </summary>
public static class ContactSheet
{
    private const int DefaultImageSize = 96;

    /// <summary>What the rows of a block show, from top to bottom.</summary>
    public static IReadOnlyList<string> Rows => SheetPainter.Rows;

    /// <summary>Draws the sheet.</summary>
    /// <param name="pictures">Picture files in any format that ML.NET reads. A picture is mixed with the next one, so that two at least show more.</param>
    /// <param name="path">The file to write, which ends in .png. Its directory must exist.</param>
    /// <param name="imageSize">The side of each small picture in pixels.</param>
    /// <param name="seed">Decides what is drawn: equal seeds give equal sheets.</param>
    /// <exception cref="ArgumentException">There are no pictures, or the path does not end in .png.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sheet would be more than 32768 pixels wide or high.</exception>
    /// <exception cref="InvalidDataException">A file is no picture, or a damaged one.</exception>
    public static void Save(IReadOnlyList<string> pictures, string path, int imageSize = DefaultImageSize, long seed = 1)
    {
        SheetFile.Check("A contact sheet", pictures, path);
        var grid = SheetPainter.Grid(pictures.Count, imageSize);
        if (!grid.Fits)
            throw new ArgumentOutOfRangeException(nameof(imageSize), $"A contact sheet: expected a size of 1 or more that gives a sheet of at most {SheetGrid.LargestSide} x {SheetGrid.LargestSide} pixels, got {imageSize} for {pictures.Count} pictures.");
        var sheet = new RgbBuffer();
        new SheetPainter(grid, new Seeds(seed)).Paint([.. pictures.Select(file => SheetFile.Read(file, SheetPainter.Evaluation(imageSize)))], sheet);
        SheetFile.Save(sheet, path);
    }
}
