namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Own: whole pixels of a square, inside it.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Width, int Height)
{
    internal long Area => (long)Width * Height;
}
