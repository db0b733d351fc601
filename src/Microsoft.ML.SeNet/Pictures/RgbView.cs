namespace Microsoft.ML.SeNet.Pictures;

/// <summary>A look at an 8-bit RGB picture: interleaved, row by row, no gaps: (H, W, 3).</summary>
/// <param name="pixels">Exactly height · width · 3 bytes.</param>
/// <param name="width">W, at least 1.</param>
/// <param name="height">H, at least 1.</param>
internal readonly ref struct RgbView(ReadOnlySpan<byte> pixels, int width, int height)
{
    /// <summary>Bytes a pixel.</summary>
    internal const int Channels = 3;

    internal ReadOnlySpan<byte> Pixels { get; } = pixels.Length == (long)width * height * Channels
        ? pixels
        : throw new ArgumentException($"A picture of {width} x {height} pixels: expected {(long)width * height * Channels} bytes, got {pixels.Length}.", nameof(pixels));

    internal int Width { get; } = width;

    internal int Height { get; } = height;
}
