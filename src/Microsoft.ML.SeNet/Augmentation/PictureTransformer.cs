using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Applies the definitions of this folder to pixels, (H, W, 3) → (ImageSize, ImageSize, 3).
/// Holds scratch memory: one a thread.</summary>
internal sealed class PictureTransformer
{
    /// <summary>
    /// The longer side that is stored, as a multiple of the shorter one. Of a longer picture the middle is kept, because the whole of a
    /// strip 1 pixel high would need gigabytes once its height is that of the others.
    /// </summary>
    internal const int MaximumAspectRatio = 16;

    private static readonly Pixel s_erased = MeanColor(Normalization.ImageNet.Mean);

    private readonly Resampler _resampler = new();
    private readonly PictureOperations _operations = new();

    /// <summary>Resizes a picture so that its shorter side is <see cref="EvaluationTransform.StoredSide"/>,
    /// as it is kept between epochs.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="eval">The size.</param>
    /// <param name="into">Gets the result; not the source's own buffer.</param>
    internal void Store(RgbView source, EvaluationTransform eval, RgbBuffer into)
    {
        var (box, width, height) = Stored(source, eval);
        into.Reset(width, height);
        _resampler.Resize(source, box, width, height, into.Span);
    }

    /// <summary>What <see cref="Store"/> and <see cref="Evaluate"/> give one after the other, in one pass:
    /// no pixel outside the window is computed.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="transform">The sizes.</param>
    /// <param name="destination">ImageSize · ImageSize · 3 bytes that do not overlap the picture.</param>
    internal void StoreAndEvaluate(RgbView source, EvaluationTransform transform, Span<byte> destination)
    {
        var (box, width, height) = Stored(source, transform);
        var side = transform.ImageSize;
        // Inside: what is stored is never smaller than the window.
        var window = new PixelBox(
            EvaluationTransform.CentralOffset(width, side), EvaluationTransform.CentralOffset(height, side), side, side);
        _resampler.Resize(source, box, width, height, window, Square(destination, side));
    }

    /// <summary>Takes from a stored picture what one step of training sees.</summary>
    /// <param name="stored">What <see cref="Store"/> made.</param>
    /// <param name="transform">What may happen.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="destination">ImageSize · ImageSize · 3 bytes that do not overlap the picture.</param>
    internal void Train(RgbView stored, TrainingTransform transform, RandomStream random, Span<byte> destination)
    {
        destination = Square(destination, transform.ImageSize);
        var box = transform.Crop?.Draw(stored.Width, stored.Height, transform.ImageSize, random) ?? CentralBox(stored, transform.ImageSize);
        if (box.Width == transform.ImageSize && box.Height == transform.ImageSize)
            CopyWindow(stored, (int)box.X, (int)box.Y, transform.ImageSize, destination);
        else
            _resampler.Resize(stored, box, transform.ImageSize, transform.ImageSize, destination);
        if (transform.Flip?.Draw(random) == true)
            Mirror(destination, transform.ImageSize);
        Vary(transform, random, destination);
    }

    /// <summary>Takes the central window of a stored picture.</summary>
    /// <param name="stored">What <see cref="Store"/> made.</param>
    /// <param name="transform">The window's size.</param>
    /// <param name="destination">ImageSize · ImageSize · 3 bytes that do not overlap the picture.</param>
    internal void Evaluate(RgbView stored, EvaluationTransform transform, Span<byte> destination)
    {
        var box = CentralBox(stored, transform.ImageSize);
        CopyWindow(stored, (int)box.X, (int)box.Y, transform.ImageSize, Square(destination, transform.ImageSize));
    }

    private void Vary(TrainingTransform transform, RandomStream random, Span<byte> square)
    {
        var side = transform.ImageSize;
        if (transform.Colors is { } colors)
        {
            Span<DrawnOperation> room = stackalloc DrawnOperation[ColorJitter.MostOperations];
            foreach (var drawn in colors.Draw(random, room))
                _operations.Apply(drawn, square, side);
        }
        if (transform.Trivial is { } trivial)
            _operations.Apply(trivial.Draw(random), square, side);
        if (transform.Erasing?.Draw(side, random) is { } lost)
            Erase(square, side, lost);
        if (transform.Cutout is { } cutout)
            Erase(square, side, cutout.Draw(side, random));
    }

    /// <summary>Which part of a picture is stored, and at what size.</summary>
    private static (CropBox Box, int Width, int Height) Stored(RgbView source, EvaluationTransform eval)
    {
        var shorter = Math.Min(source.Width, source.Height);
        var longest = (int)Math.Min((long)shorter * MaximumAspectRatio, int.MaxValue);
        var (width, height) = (Math.Min(source.Width, longest), Math.Min(source.Height, longest));
        var box = new CropBox((source.Width - width) / 2, (source.Height - height) / 2, width, height);
        return (box, Scaled(width, shorter, eval.StoredSide), Scaled(height, shorter, eval.StoredSide));
    }

    private static int Scaled(int length, int shorter, int storedSide) =>
        length == shorter ? storedSide : (int)((double)((long)storedSide * length) / shorter);

    private static CropBox CentralBox(RgbView picture, int imageSize) => new(
        EvaluationTransform.CentralOffset(picture.Width, imageSize),
        EvaluationTransform.CentralOffset(picture.Height, imageSize),
        imageSize,
        imageSize);

    private static Span<byte> Square(Span<byte> destination, int imageSize) => destination[..(imageSize * imageSize * RgbView.Channels)];

    // Black where the window stands out of the picture.
    private static void CopyWindow(RgbView picture, int left, int top, int side, Span<byte> destination)
    {
        var stride = side * RgbView.Channels;
        var (first, end) = (Math.Max(left, 0), Math.Min((long)left + side, picture.Width));
        if (first > left || end < (long)left + side || top < 0 || (long)top + side > picture.Height)
            destination.Clear();
        if (end <= first)
            return;
        for (var row = Math.Max(-top, 0); row < side && top + row < picture.Height; row++)
        {
            var source = picture.Pixels.Slice(
                (((top + row) * picture.Width) + first) * RgbView.Channels, (int)(end - first) * RgbView.Channels);
            source.CopyTo(destination[((row * stride) + ((first - left) * RgbView.Channels))..]);
        }
    }

    private static void Erase(Span<byte> square, int side, PixelBox lost)
    {
        var pixels = MemoryMarshal.Cast<byte, Pixel>(square);
        for (var row = lost.Top; row < lost.Top + lost.Height; row++)
            pixels.Slice((row * side) + lost.Left, lost.Width).Fill(s_erased);
    }

    private static Pixel MeanColor(IReadOnlyList<float> mean) => new(Value(mean[0]), Value(mean[1]), Value(mean[2]));

    private static byte Value(float share) => (byte)MathF.Round(share * byte.MaxValue);

    private static void Mirror(Span<byte> square, int side)
    {
        for (var row = 0; row < side; row++)
            MemoryMarshal.Cast<byte, Pixel>(square.Slice(row * side * RgbView.Channels, side * RgbView.Channels)).Reverse();
    }
}
