namespace Microsoft.ML.Data;

/// <summary>Encoded pictures, told apart by their first bytes: PNG, JPEG, BMP.</summary>
/// <remarks>As SkiaSharp delivers them: 32 bits, BGRA, premultiplied; no colour management; EXIF orientation ignored; of a file that ends early, the rows that it has.</remarks>
internal static class PictureFile
{
    private const int JpegQuality = 100;

    /// <summary>The picture, or null where the bytes are none.</summary>
    public static PixelBuffer? Decode(ReadOnlySpan<byte> file)
    {
        try
        {
            return BmpReader.IsBmp(file) ? new BmpReader(file).Read() : DecodeNative(file);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The file's bytes, or null for a format that is not written.</summary>
    public static byte[]? Encode(PixelBuffer buffer, string extension) => extension.ToLowerInvariant() switch
    {
        ".png" => PictureShim.Encode(buffer),
        ".jpg" or ".jpeg" => PictureShim.Encode(buffer, JpegQuality),
        _ => null,
    };

    /// <summary>Pixels of that size with anything in them.</summary>
    /// <exception cref="InvalidDataException">The size is none, or too large.</exception>
    public static PixelBuffer Allocate(long width, long height, bool isOpaque)
    {
        if (width <= 0 || height <= 0 || width > PixelBuffer.MaximumPixels || height > PixelBuffer.MaximumPixels / width)
            throw new InvalidDataException($"expected at most {PixelBuffer.MaximumPixels} pixels, got {width} x {height}");
        return PixelBuffer.Uninitialised((int)width, (int)height, isOpaque: isOpaque);
    }

    private static PixelBuffer DecodeNative(ReadOnlySpan<byte> file)
    {
        var (width, height) = PictureShim.Measure(file);
        var buffer = Allocate(width, height, isOpaque: true);
        try
        {
            buffer.IsOpaque = PictureShim.Decode(file, width, height, buffer.Bytes);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
