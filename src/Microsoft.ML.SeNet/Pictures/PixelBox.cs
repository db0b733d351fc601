namespace Microsoft.ML.SeNet.Pictures;

/// <summary>Whole pixels of a picture, inside it.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    internal long Area => (long)Width * Height;
}
