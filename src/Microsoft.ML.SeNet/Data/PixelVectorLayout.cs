using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Data;

/// <summary>How a vector of pixels is laid out, as <c>ExtractPixels</c> makes it.</summary>
public sealed record PixelVectorLayout
{
    /// <summary>The width in pixels; 0 where the vector is of square pictures.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels; 0 where the vector is of square pictures.</summary>
    public int Height { get; init; }

    /// <summary>Whether a pixel's colours stand together.</summary>
    public bool Interleaved { get; init; }

    internal PixelVectorLayout For(VectorDataViewType type, string column)
    {
        if (Width > 0)
            return this;
        var side = (int)Math.Sqrt(type.Size / 3);
        return side * side * 3 == type.Size
            ? this with { Width = side, Height = side }
            : throw new ArgumentException($"Column '{column}': expected a vector of 3 · side · side pixels, got {type.Size}.");
    }

    internal void Read(ReadOnlySpan<byte> values, RgbBuffer into)
    {
        into.Reset(Width, Height);
        Arrange(values, into.Span);
    }

    internal void Read(ReadOnlySpan<float> values, RgbBuffer into)
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
            bytes[i] = values[i] is >= 0 and <= 255 ? (byte)MathF.Round(values[i]) : throw new InvalidDataException($"expected pixels from 0 to 255, got {values[i]}.");
        Read(bytes, into);
    }

    private void Arrange(ReadOnlySpan<byte> values, Span<byte> colors)
    {
        for (var i = 0; i < colors.Length; i++)
            colors[i] = values[Interleaved ? i : (i % 3 * Width * Height) + (i / 3)];
    }
}
