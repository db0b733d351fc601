namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>What becomes of each of the 256 values of a color, the same as Pillow's <c>ImageOps</c> and <c>ImageEnhance</c> compute.</summary>
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
