namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Antialiased bilinear resizing of 8-bit RGB pictures, the same bits as Pillow's <c>Image.resize((w, h), Image.BILINEAR, box=…)</c>:
/// the width first, rounded to 8 bits, then the height. Holds scratch memory of its own: one a thread.
/// </summary>
internal sealed class Resampler
{
    private readonly ResamplingTable _columns = new();
    private readonly ResamplingTable _rows = new();
    private byte[] _narrowed = [];

    /// <summary>Resizes a part of a picture: (H, W, 3) → (height, width, 3).</summary>
    /// <param name="source">The picture.</param>
    /// <param name="box">The part, inside the picture.</param>
    /// <param name="width">The width of the result, at least 1.</param>
    /// <param name="height">The height of the result, at least 1.</param>
    /// <param name="destination">At least height · width · 3 bytes that do not overlap the source.</param>
    internal void Resize(RgbView source, CropBox box, int width, int height, Span<byte> destination) =>
        Resize(source, box, width, height, new PixelBox(0, 0, width, height), destination);

    /// <summary>Computes of a resized picture a window only, the same bits as the whole has there:
    /// (H, W, 3) → (window's height, window's width, 3).</summary>
    /// <param name="source">The picture.</param>
    /// <param name="box">The part that is resized, inside the picture.</param>
    /// <param name="width">The width of the whole result, at least 1.</param>
    /// <param name="height">The height of the whole result, at least 1.</param>
    /// <param name="window">What is wanted of it.</param>
    /// <param name="destination">At least as many bytes as the window has colors; they do not overlap the source.</param>
    internal void Resize(RgbView source, CropBox box, int width, int height, PixelBox window, Span<byte> destination)
    {
        Check(source, box, width, height);
        destination = destination[..checked(window.Width * window.Height * RgbView.Channels)];
        // Pillow takes its boxes in single precision.
        var (left, right) = ((float)box.X, (float)(box.X + box.Width));
        var (top, bottom) = ((float)box.Y, (float)(box.Y + box.Height));
        if (IsWindow(left, right, width) && IsWindow(top, bottom, height))
        {
            Copy(source, (int)left + window.Left, (int)top + window.Top, window.Width, window.Height, destination);
            return;
        }
        var wholeWidth = window.Width == source.Width && width == source.Width && left == 0 && right == width;
        var wholeHeight = height == source.Height && top == 0 && bottom == height;
        if (wholeHeight)
        {
            _columns.Prepare(source.Width, left, right, width, window.Left, window.Width);
            ResamplingPasses.Horizontal(source, window.Top, window.Height, _columns, destination);
            return;
        }
        _rows.Prepare(source.Height, top, bottom, height, window.Top, window.Height);
        var (firstRow, count) = (_rows.SourceStart, _rows.SourceEnd - _rows.SourceStart);
        var stride = window.Width * RgbView.Channels;
        var rows = wholeWidth
            ? source.Pixels.Slice(firstRow * stride, count * stride)
            : Narrow(source, firstRow, count, (left, right), width, window);
        ResamplingPasses.Vertical(rows, firstRow, stride, _rows, destination);
    }

    private ReadOnlySpan<byte> Narrow(RgbView source, int firstRow, int count, (float Left, float Right) box, int width, PixelBox window)
    {
        _columns.Prepare(source.Width, box.Left, box.Right, width, window.Left, window.Width);
        var bytes = checked(count * window.Width * RgbView.Channels);
        if (_narrowed.Length < bytes)
            _narrowed = GC.AllocateUninitializedArray<byte>(bytes);
        var result = _narrowed.AsSpan(0, bytes);
        ResamplingPasses.Horizontal(source, firstRow, count, _columns, result);
        return result;
    }

    private static bool IsWindow(float from, float to, int size) => from == MathF.Floor(from) && to - from == size;

    private static void Copy(RgbView source, int left, int top, int width, int height, Span<byte> destination)
    {
        var stride = width * RgbView.Channels;
        for (var row = 0; row < height; row++)
        {
            var start = (((top + row) * source.Width) + left) * RgbView.Channels;
            source.Pixels.Slice(start, stride).CopyTo(destination[(row * stride)..]);
        }
    }

    private static void Check(RgbView source, CropBox box, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        // Written so that NaN fails.
        if (!(box.X >= 0 && box.Y >= 0 && box.Width > 0 && box.Height > 0 && box.X + box.Width <= source.Width
            && box.Y + box.Height <= source.Height))
            throw new ArgumentOutOfRangeException(nameof(box),
                $"Cannot resize a part of a picture: expected a box inside {source.Width} x {source.Height} pixels, got {box}.");
    }
}
