namespace Microsoft.ML.Data;

/// <summary>A picture in memory: 32 bits a pixel, colours premultiplied by alpha.</summary>
public sealed class MLImage : IDisposable
{
    private static readonly HashSet<string> s_extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".bmp", ".png", ".jpg", ".jpeg", ".gif", ".ico", ".astc", ".avif", ".dng", ".heif", ".ktx", ".pkm", ".wbmp", ".webp",
    };

    private PixelBuffer? _buffer;
    private string? _tag;

    private MLImage(PixelBuffer buffer) => _buffer = buffer;

    public int BitsPerPixel => Checked(PixelBuffer.BytesPerPixel * 8);

    public int Height => Buffer.Height;

    public MLPixelFormat PixelFormat => Buffer.Format;

    public ReadOnlySpan<byte> Pixels => Buffer.Bytes;

    public string? Tag
    {
        get => Checked(_tag);
        set => _tag = Checked(value);
    }

    public int Width => Buffer.Width;

    public byte[] GetBGRPixels => Buffer.ToBgr();

    private PixelBuffer Buffer => _buffer ?? throw new InvalidOperationException("Object is disposed.");

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        var buffer = ReadFile(imagePath) is { } bytes ? PictureFile.Decode(bytes) : null;
        return new MLImage(buffer ?? throw new ArgumentException("Invalid path", nameof(imagePath)));
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        return new MLImage(PictureFile.Decode(ReadToEnd(imageStream)) ?? throw new ArgumentException("Invalid input stream contents", nameof(imageStream)));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != (long)width * height * PixelBuffer.BytesPerPixel)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");
        return new MLImage(PixelBuffer.Of(width, height, imagePixelData, pixelFormat, isOpaque: false));
    }

    public void Dispose() => Interlocked.Exchange(ref _buffer, null)?.Dispose();

    public void Save(string imagePath)
    {
        var buffer = Buffer;
        string extension = Path.GetExtension(imagePath);
        ArgumentNullException.ThrowIfNull(extension, "key");
        if (!s_extensions.Contains(extension))
            throw new ArgumentException("Path has invalid image file extension.", nameof(imagePath));
        byte[] file = PictureFile.Encode(buffer, extension)
            ?? throw new ArgumentException($"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg`, `Png`, or `Webp` format.", nameof(imagePath));
        File.WriteAllBytes(imagePath, file);
    }

    internal MLImage CloneWithResizing(int width, int height, ImageResizeMode mode) => new(PictureResizer.Resize(Buffer, width, height, mode));

    /// <summary>Null where the file cannot be read, whatever the reason: the genuine one does not tell.</summary>
    private static byte[]? ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static ReadOnlySpan<byte> ReadToEnd(Stream stream)
    {
        if (stream is not MemoryStream memory)
        {
            memory = new MemoryStream();
            stream.CopyTo(memory);
            memory.Position = 0;
        }
        int start = (int)Math.Min(memory.Position, memory.Length);
        var bytes = memory.TryGetBuffer(out var segment) ? segment.AsSpan(start) : memory.ToArray().AsSpan(start);
        memory.Position = memory.Length;
        return bytes;
    }

    private T Checked<T>(T value)
    {
        _ = Buffer;
        return value;
    }
}
