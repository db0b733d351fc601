namespace Microsoft.ML.Data;

/// <summary>Pixels of 4 bytes, premultiplied by alpha, rows without gaps; where it is opaque, alpha counts as 255 whatever it says, as in Skia's bitmaps.</summary>
internal sealed record PixelBuffer(int Width, int Height, byte[] Bytes, MLPixelFormat Format, bool IsOpaque)
{
    public const int BytesPerPixel = 4;

    /// <summary>A bound on what a file may ask for; the genuine one's is 2 GiB.</summary>
    public const long MaximumPixels = 1L << 28;

    public int Stride => Width * BytesPerPixel;

    public int RedAt => Format == MLPixelFormat.Rgba32 ? 0 : 2;

    /// <summary>Black, and transparent to whoever looks at alpha.</summary>
    public static PixelBuffer Blank(int width, int height, bool isOpaque = false) =>
        new(width, height, new byte[checked(width * height * BytesPerPixel)], MLPixelFormat.Bgra32, isOpaque);

    public ReadOnlySpan<byte> Row(int y) => Bytes.AsSpan(y * Stride, Stride);

    /// <summary>The colours without alpha: blue, green, red.</summary>
    public byte[] ToBgr()
    {
        var bgr = new byte[checked(Width * Height * 3)];
        int red = RedAt;
        for (int from = 0, to = 0; to < bgr.Length; from += BytesPerPixel, to += 3)
        {
            int alpha = IsOpaque ? byte.MaxValue : Bytes[from + 3];
            bgr[to] = Unpremultiply(Bytes[from + 2 - red], alpha);
            bgr[to + 1] = Unpremultiply(Bytes[from + 1], alpha);
            bgr[to + 2] = Unpremultiply(Bytes[from + red], alpha);
        }
        return bgr;
    }

    /// <summary>round(value × alpha / 255)</summary>
    public static byte Premultiply(int value, int alpha) => (byte)(((value * alpha) + 127) / byte.MaxValue);

    private static byte Unpremultiply(int value, int alpha) => alpha switch
    {
        byte.MaxValue => (byte)value,
        0 => 0,
        _ => (byte)Math.Min(byte.MaxValue, ((value * byte.MaxValue) + (alpha / 2)) / alpha),
    };
}
