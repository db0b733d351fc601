using System.Runtime.InteropServices;

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
        : throw new ArgumentException(
            $"A picture of {width} x {height} pixels: expected {(long)width * height * Channels} bytes, got {pixels.Length}.",
            nameof(pixels));

    internal int Width { get; } = width;

    internal int Height { get; } = height;
}

/// <summary>Storage for one 8-bit RGB picture (H, W, 3) after the other. Not thread-safe: one a thread.</summary>
internal sealed class RgbBuffer
{
    /// <summary>The bytes of the picture and, after a larger one, more that mean nothing.</summary>
    internal byte[] Pixels { get; private set; } = [];

    internal int Width { get; private set; }

    internal int Height { get; private set; }

    /// <summary>The bytes of the picture, to be written.</summary>
    internal Span<byte> Span => Pixels.AsSpan(0, Width * Height * RgbView.Channels);

    internal RgbView View => new(Span, Width, Height);

    /// <summary>Makes room for a picture; what the pixels hold then is unspecified. Storage grows and never shrinks.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <exception cref="InvalidDataException">The picture is larger than one array can be.</exception>
    internal void Reset(int width, int height) => Reset(width, height, RgbView.Channels);

    /// <summary>As <see cref="Reset(int, int)"/>, with room for pixels of more bytes, out of which the picture is made in place.</summary>
    /// <param name="width">At least 1.</param>
    /// <param name="height">At least 1.</param>
    /// <param name="bytesPerPixel">At least 3.</param>
    /// <returns>height · width · <paramref name="bytesPerPixel"/> bytes, the first of which are <see cref="Span"/>.</returns>
    /// <exception cref="InvalidDataException">They are more than one array can hold.</exception>
    internal Span<byte> Reset(int width, int height, int bytesPerPixel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var bytes = (Int128)width * height * bytesPerPixel;
        if (bytes > Array.MaxLength)
            throw new InvalidDataException(
                $"A picture of {width} x {height} pixels is too large: expected at most {Array.MaxLength / bytesPerPixel} pixels, "
                + $"got {(long)width * height}.");
        if (Pixels.Length < bytes)
            Pixels = GC.AllocateUninitializedArray<byte>((int)bytes);
        (Width, Height) = (width, height);
        return Pixels.AsSpan(0, (int)bytes);
    }
}

/// <summary>The three bytes of a pixel, to be moved as one.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct Pixel(byte Red, byte Green, byte Blue);
