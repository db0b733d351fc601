namespace Microsoft.ML.SeNet.Pictures;

/// <summary>A rectangle in the pixels of a picture, edges and not centers: the whole picture is (0, 0, width, height).</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Width">How wide, above 0.</param>
/// <param name="Height">How high, above 0.</param>
internal readonly record struct CropBox(double X, double Y, double Width, double Height);

/// <summary>Whole pixels of a picture, inside it.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    internal long Area => (long)Width * Height;
}
