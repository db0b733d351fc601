using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>The pixel code of <see cref="PictureOperation"/>, in place on a square (S, S, 3). Holds scratch memory: one a thread.</summary>
internal sealed class PictureOperations
{
    private readonly byte[] _tables = new byte[RgbView.Channels * ByteTables.Values];
    private readonly int[] _histograms = new int[RgbView.Channels * ByteTables.Values];
    private byte[] _copy = [];

    private delegate void TableOfHistogram(ReadOnlySpan<int> histogram, Span<byte> table);

    /// <summary>Does one operation.</summary>
    /// <param name="drawn">What, and how strong.</param>
    /// <param name="square">side · side · 3 bytes, changed in place.</param>
    /// <param name="side">In pixels.</param>
    internal void Apply(DrawnOperation drawn, Span<byte> square, int side)
    {
        var strength = drawn.Strength;
        var factor = (float)(1 + strength);
        switch (drawn.Operation)
        {
            case PictureOperation.Identity: break;
            case PictureOperation.ShearX: Move(AffineSampling.ShearX(strength), square, side); break;
            case PictureOperation.ShearY: Move(AffineSampling.ShearY(strength), square, side); break;
            case PictureOperation.TranslateX: Move(AffineSampling.Translation((int)strength, 0), square, side); break;
            case PictureOperation.TranslateY: Move(AffineSampling.Translation(0, (int)strength), square, side); break;
            case PictureOperation.Rotate: Move(AffineSampling.Rotation(strength, side), square, side); break;
            case PictureOperation.Brightness: ByteTables.Blend(0, factor, _tables); Look(square); break;
            case PictureOperation.Contrast: ByteTables.Blend(MeanGray(Pixels(square)), factor, _tables); Look(square); break;
            case PictureOperation.Color: Saturate(Pixels(square), factor); break;
            case PictureOperation.Sharpness: Sharpen(square, side, factor); break;
            case PictureOperation.Posterize: ByteTables.Posterize((int)strength, _tables); Look(square); break;
            case PictureOperation.Solarize: ByteTables.Solarize(strength, _tables); Look(square); break;
            case PictureOperation.AutoContrast: LookByColor(Pixels(square), ByteTables.AutoContrast); break;
            case PictureOperation.Equalize: LookByColor(Pixels(square), ByteTables.Equalize); break;
            case PictureOperation.Hue: TurnHue(Pixels(square), unchecked((byte)(int)(strength * 255))); break;
            default: throw new ArgumentOutOfRangeException(nameof(drawn),
                $"There is no such operation: expected one of {string.Join(", ", Enum.GetNames<PictureOperation>())}, "
                + $"got {drawn.Operation}.");
        }
    }

    private static Span<Pixel> Pixels(Span<byte> square) => MemoryMarshal.Cast<byte, Pixel>(square);

    private void Move(AffineSampling places, Span<byte> square, int side) =>
        places.Apply(MemoryMarshal.Cast<byte, Pixel>(Copy(square)), side, Pixels(square));

    /// <summary>Every value by the first table.</summary>
    private void Look(Span<byte> square)
    {
        ReadOnlySpan<byte> table = _tables.AsSpan(0, ByteTables.Values);
        foreach (ref var value in square)
            value = table[value];
    }

    /// <summary>Each color by the table of its own histogram.</summary>
    private void LookByColor(Span<Pixel> pixels, TableOfHistogram make)
    {
        Array.Clear(_histograms);
        Span<int> reds = Part(_histograms, 0), greens = Part(_histograms, 1), blues = Part(_histograms, 2);
        foreach (var pixel in pixels)
        {
            reds[pixel.Red]++;
            greens[pixel.Green]++;
            blues[pixel.Blue]++;
        }
        Span<byte> red = Part(_tables, 0), green = Part(_tables, 1), blue = Part(_tables, 2);
        make(reds, red);
        make(greens, green);
        make(blues, blue);
        foreach (ref var pixel in pixels)
            pixel = new Pixel(red[pixel.Red], green[pixel.Green], blue[pixel.Blue]);
    }

    private static Span<T> Part<T>(T[] ofColors, int color) => ofColors.AsSpan(color * ByteTables.Values, ByteTables.Values);

    private static int MeanGray(ReadOnlySpan<Pixel> pixels)
    {
        var sum = 0L;
        foreach (var pixel in pixels)
            sum += ColorMath.Gray(pixel);
        return (int)(((double)sum / pixels.Length) + 0.5);
    }

    private static void Saturate(Span<Pixel> pixels, float factor)
    {
        foreach (ref var pixel in pixels)
        {
            var gray = ColorMath.Gray(pixel);
            pixel = new Pixel(ByteTables.Blend(gray, pixel.Red, factor), ByteTables.Blend(gray, pixel.Green, factor),
                ByteTables.Blend(gray, pixel.Blue, factor));
        }
    }

    private static void TurnHue(Span<Pixel> pixels, byte turn)
    {
        foreach (ref var pixel in pixels)
            pixel = ColorMath.TurnHue(pixel, turn);
    }

    /// <summary>Away from Pillow's <c>ImageFilter.SMOOTH</c>: 5 of 13 from the pixel, 1 from each neighbor;
    /// pixels at the edge stay.</summary>
    private void Sharpen(Span<byte> square, int side, float factor)
    {
        const int Total = 13;
        var stride = side * RgbView.Channels;
        ReadOnlySpan<byte> source = Copy(square);
        for (var row = 1; row < side - 1; row++)
        {
            var above = source.Slice((row - 1) * stride, stride);
            var here = source.Slice(row * stride, stride);
            var below = source.Slice((row + 1) * stride, stride);
            var to = square.Slice(row * stride, stride);
            for (var i = RgbView.Channels; i < stride - RgbView.Channels; i++)
            {
                var (left, right) = (i - RgbView.Channels, i + RgbView.Channels);
                var sum = above[left] + above[i] + above[right] + here[left] + (5 * here[i]) + here[right]
                    + below[left] + below[i] + below[right];
                to[i] = ByteTables.Blend(((2 * sum) + Total) / (2 * Total), here[i], factor);
            }
        }
    }

    private Span<byte> Copy(ReadOnlySpan<byte> square)
    {
        if (_copy.Length < square.Length)
            _copy = GC.AllocateUninitializedArray<byte>(square.Length);
        square.CopyTo(_copy);
        return _copy.AsSpan(0, square.Length);
    }
}
