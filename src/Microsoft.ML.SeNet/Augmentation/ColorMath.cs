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
