using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Gray values and hues, the same bits as Pillow's <c>Image.convert("L")</c> and <c>convert("HSV")</c>.</summary>
internal static class ColorMath
{
    private const int Sectors = 6;

    /// <summary>ITU-R 601-2 luma, rounded.</summary>
    internal static int Gray(Pixel pixel) => ((pixel.Red * 19595) + (pixel.Green * 38470) + (pixel.Blue * 7471) + 0x8000) >> 16;

    /// <summary>The hue turned by so many 256ths, by way of 8-bit hue, saturation and value.</summary>
    internal static Pixel TurnHue(Pixel pixel, byte turn)
    {
        var value = Math.Max(pixel.Red, Math.Max(pixel.Green, pixel.Blue));
        var least = Math.Min(pixel.Red, Math.Min(pixel.Green, pixel.Blue));
        if (value == least)
            return pixel;
        float range = value - least;
        var saturation = (byte)(int)(range / value * 255.0);
        return saturation == 0
            ? new Pixel(value, value, value)
            : OfHue((byte)(Hue(pixel, value, range) + turn), saturation, value);
    }

    private static byte Hue(Pixel pixel, byte value, float range)
    {
        var (red, green, blue) = ((value - pixel.Red) / range, (value - pixel.Green) / range, (value - pixel.Blue) / range);
        var hue = pixel.Red == value ? blue - green
            : pixel.Green == value ? (float)(2.0 + red - blue)
            : (float)(4.0 + green - red);
        var turns = (float)(((hue / 6.0) + 1.0) % 1.0);
        return (byte)(int)(turns * 255.0);
    }

    private static Pixel OfHue(byte hue, byte saturation, byte value)
    {
        var sixths = hue * 6.0 / 255.0;
        var sector = (int)Math.Floor(sixths);
        var rest = (float)(sixths - sector);
        var strength = (float)(saturation / 255.0);
        var low = Rounded(value * (1.0 - strength));
        var falling = Rounded(value * (1.0 - (strength * rest)));
        var rising = Rounded(value * (1.0 - (strength * (1.0 - rest))));
        return (sector % Sectors) switch
        {
            0 => new Pixel(value, rising, low),
            1 => new Pixel(falling, value, low),
            2 => new Pixel(low, value, rising),
            3 => new Pixel(low, falling, value),
            4 => new Pixel(rising, low, value),
            _ => new Pixel(value, low, falling),
        };
    }

    private static byte Rounded(double value) => (byte)Math.Clamp((int)Math.Round(value, MidpointRounding.AwayFromZero), 0, byte.MaxValue);
}

/// <summary>What becomes of each of the 256 values of a color, the same as Pillow's <c>ImageOps</c>
/// and <c>ImageEnhance</c> compute.</summary>
internal static class ByteTables
{
    internal const int Values = 256;

    /// <summary>Pillow's <c>Image.blend</c>: from one value on the way to another, or past it; rounded down.</summary>
    internal static byte Blend(int from, int to, float factor)
    {
        var value = from + (factor * (to - from));
        return value <= 0 ? (byte)0 : value >= byte.MaxValue ? byte.MaxValue : (byte)value;
    }

    /// <summary>From one value, the same for all pixels, towards each or past it.</summary>
    internal static void Blend(int from, float factor, Span<byte> table)
    {
        for (var i = 0; i < Values; i++)
            table[i] = Blend(from, i, factor);
    }

    /// <summary>The upper bits of each value.</summary>
    internal static void Posterize(int bits, Span<byte> table)
    {
        for (var i = 0; i < Values; i++)
            table[i] = (byte)(i & (-1 << (8 - bits)));
    }

    /// <summary>Inverted from a threshold on.</summary>
    internal static void Solarize(double threshold, Span<byte> table)
    {
        for (var i = 0; i < Values; i++)
            table[i] = (byte)(i < threshold ? i : byte.MaxValue - i);
    }

    /// <summary>The least value that occurs becomes 0, the largest 255.</summary>
    internal static void AutoContrast(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        var (least, largest) = (histogram.IndexOfAnyExcept(0), histogram.LastIndexOfAnyExcept(0));
        if (largest <= least)
        {
            Identity(table);
            return;
        }
        var scale = 255.0 / (largest - least);
        var offset = -least * scale;
        for (var i = 0; i < Values; i++)
            table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, byte.MaxValue);
    }

    /// <summary>Each value becomes the share of the smaller ones, so that all become about equally frequent.</summary>
    internal static void Equalize(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        var largest = histogram.LastIndexOfAnyExcept(0);
        var below = 0;
        for (var i = 0; i < largest; i++)
            below += histogram[i];
        var step = below / byte.MaxValue;
        if (step == 0)
        {
            Identity(table);
            return;
        }
        var sum = step / 2;
        for (var i = 0; i < Values; i++)
        {
            table[i] = (byte)Math.Min(sum / step, byte.MaxValue);
            sum += histogram[i];
        }
    }

    private static void Identity(Span<byte> table)
    {
        for (var i = 0; i < Values; i++)
            table[i] = (byte)i;
    }
}
