using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Where small pictures stand on a sheet: rows and columns of squares with gaps, on white.</summary>
/// <param name="Columns">Squares side by side.</param>
/// <param name="Rows">Squares below each other.</param>
/// <param name="ImageSize">The side of a square in pixels.</param>
internal readonly record struct SheetGrid(int Columns, int Rows, int ImageSize)
{
    /// <summary>The longest side of a sheet in pixels.</summary>
    internal const int LargestSide = 32_768;

    private const int Gap = 2;

    /// <summary>Whether the sheet is no larger than sheets may be.</summary>
    internal bool Fits => ImageSize >= 1 && Side(Columns) <= LargestSide && Side(Rows) <= LargestSide;

    /// <summary>Makes the sheet white.</summary>
    internal void Clear(RgbBuffer sheet)
    {
        sheet.Reset((int)Side(Columns), (int)Side(Rows));
        sheet.Span.Fill(byte.MaxValue);
    }

    /// <summary>Puts a square, (ImageSize, ImageSize, 3), in its place.</summary>
    internal void Put(ReadOnlySpan<byte> square, int column, int row, RgbBuffer sheet)
    {
        var (left, top) = ((int)Side(column), (int)Side(row));
        var stride = ImageSize * RgbView.Channels;
        for (var y = 0; y < ImageSize; y++)
            square.Slice(y * stride, stride).CopyTo(sheet.Span[((((top + y) * sheet.Width) + left) * RgbView.Channels)..]);
    }

    private long Side(int squares) => ((long)squares * (ImageSize + Gap)) + Gap;
}
