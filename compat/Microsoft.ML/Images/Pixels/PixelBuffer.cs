using System.Buffers;

namespace Microsoft.ML.Data;

/// <summary>Pixels of 4 bytes, premultiplied by alpha, rows without gaps; where it is opaque, alpha counts as 255 whatever it says, as in Skia's bitmaps.</summary>
/// <remarks>
/// The memory is lent by a pool, since a fresh array of this size costs the kernel's pages and their zeroing each time. Whoever disposes must be its only
/// owner; what nobody disposes is the garbage collector's.
/// </remarks>
internal sealed class PixelBuffer : IDisposable
{
    public const int BytesPerPixel = 4;

    /// <summary>A bound on what a file may ask for; the genuine one's is 2 GiB.</summary>
    public const long MaximumPixels = 1L << 28;

    /// <summary>Larger ones are not kept: pages are cheap beside what it takes to decode them.</summary>
    private const int MaximumKept = 1 << 26;

    private readonly int _length;
    private byte[]? _memory;

    private PixelBuffer(int width, int height, MLPixelFormat format, bool isOpaque)
    {
        _length = checked(width * height * BytesPerPixel);
        (Width, Height, Format, IsOpaque) = (width, height, format, isOpaque);
        _memory = _length <= MaximumKept ? ArrayPool<byte>.Shared.Rent(_length) : GC.AllocateUninitializedArray<byte>(_length);
    }

    public int Width { get; }

    public int Height { get; }

    public MLPixelFormat Format { get; }

    public bool IsOpaque { get; set; }

    public Span<byte> Bytes => (_memory ?? throw new ObjectDisposedException(nameof(PixelBuffer))).AsSpan(0, _length);

    public int Stride => Width * BytesPerPixel;

    public int RedAt => Format == MLPixelFormat.Rgba32 ? 0 : 2;

    /// <summary>Pixels with anything in them.</summary>
    public static PixelBuffer Uninitialised(int width, int height, MLPixelFormat format = MLPixelFormat.Bgra32, bool isOpaque = false) => new(width, height, format, isOpaque);

    /// <summary>Black, and transparent to whoever looks at alpha.</summary>
    public static PixelBuffer Blank(int width, int height, bool isOpaque = false)
    {
        var buffer = Uninitialised(width, height, isOpaque: isOpaque);
        buffer.Bytes.Clear();
        return buffer;
    }

    /// <summary>A copy of pixels, which must be as many as fit.</summary>
    public static PixelBuffer Of(int width, int height, ReadOnlySpan<byte> pixels, MLPixelFormat format, bool isOpaque)
    {
        var buffer = Uninitialised(width, height, format, isOpaque);
        pixels.CopyTo(buffer.Bytes);
        return buffer;
    }

    public ReadOnlySpan<byte> Row(int y) => Bytes.Slice(y * Stride, Stride);

    /// <summary>The colours without alpha: blue, green, red.</summary>
    public byte[] ToBgr()
    {
        var bgr = new byte[checked(Width * Height * 3)];
        var bytes = Bytes;
        int red = RedAt;
        for (int from = 0, to = 0; to < bgr.Length; from += BytesPerPixel, to += 3)
        {
            int alpha = IsOpaque ? byte.MaxValue : bytes[from + 3];
            bgr[to] = Unpremultiply(bytes[from + 2 - red], alpha);
            bgr[to + 1] = Unpremultiply(bytes[from + 1], alpha);
            bgr[to + 2] = Unpremultiply(bytes[from + red], alpha);
        }
        return bgr;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _memory, null) is { } memory && _length <= MaximumKept)
            ArrayPool<byte>.Shared.Return(memory);
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
