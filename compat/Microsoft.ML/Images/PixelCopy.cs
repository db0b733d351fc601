namespace Microsoft.ML.Transforms.Image;

/// <summary>Copies colours out of pixels of four bytes, each value replaced by another.</summary>
internal static class PixelCopy
{
    private const int BytesPerPixel = 4;

    /// <summary>The wanted bytes of each pixel, in the order of the channels: all colours of a pixel together, or all pixels of a colour.</summary>
    public static void Copy<T>(ReadOnlySpan<byte> pixels, int[] channels, bool isInterleaved, T[] values, Span<T> target)
    {
        int count = pixels.Length / BytesPerPixel;
        for (int plane = 0; plane < channels.Length; plane++)
        {
            if (isInterleaved)
                CopyChannel(pixels[channels[plane]..], values, target[plane..], channels.Length);
            else
                CopyChannel(pixels[channels[plane]..], values, target.Slice(plane * count, count), 1);
        }
    }

    private static void CopyChannel<T>(ReadOnlySpan<byte> pixels, T[] values, Span<T> target, int step)
    {
        for (int from = 0, to = 0; from < pixels.Length; from += BytesPerPixel, to += step)
            target[to] = values[pixels[from]];
    }
}
