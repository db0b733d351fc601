using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// What the numbers of a pixel vector mean, in the terms of ML.NET's <c>ExtractPixels</c> and with its defaults,
/// and the way back to pixels.
/// </summary>
internal sealed record PixelVectorLayout(
    int Width,
    int Height,
    ColorBits Colors = ColorBits.Rgb,
    ColorsOrder Order = ColorsOrder.ARGB,
    bool IsInterleaved = false,
    float Offset = 0,
    float Scale = 1)
{
    // Half a step is what rounding to 8 bits leaves anyway; the rest is for the rounding of the numbers themselves.
    private const float Margin = 0.501f;

    // How far from a whole number a pixel of a picture that is black but for ones may be.
    private const float WholeMargin = 0.01f;

    private const string Letters = "RGB";

    /// <summary>W of the picture, at least 1; a vector does not tell.</summary>
    public int Width { get; } = Checked(Width, Height, Colors, Order, Offset, Scale);

    /// <summary>H of the picture, at least 1.</summary>
    public int Height { get; } = Height;

    /// <summary>Red, green and blue, or one of them, which makes gray pictures; alpha, if any, is left out.</summary>
    public ColorBits Colors { get; } = Colors;

    /// <summary>The order of the colors.</summary>
    public ColorsOrder Order { get; } = Order;

    /// <summary>True for (H, W, C), false for (C, H, W).</summary>
    public bool IsInterleaved { get; } = IsInterleaved;

    /// <summary>What was subtracted from each 8-bit value: number = (pixel - Offset) · Scale.</summary>
    public float Offset { get; } = Offset;

    /// <summary>What the difference was multiplied by; not 0.</summary>
    public float Scale { get; } = Scale;

    /// <summary>C, the numbers for a pixel.</summary>
    internal int Planes => Planar(Colors, Order).Length;

    /// <summary>How many numbers a vector has: C · H · W.</summary>
    internal long Length => (long)Planes * Width * Height;

    /// <summary>Turns numbers back into pixels, rounded to 8 bits: (C, H, W) or (H, W, C) → (H, W, 3).</summary>
    /// <param name="values">The whole vector.</param>
    /// <param name="into">Gets the picture.</param>
    /// <exception cref="InvalidDataException">The vector has another length, or numbers that no 8-bit pixel can have led to.</exception>
    internal void Read(ReadOnlySpan<float> values, RgbBuffer into)
    {
        CheckLength(values.Length);
        var inverse = 1 / Scale;
        CheckNotScaled(values, inverse);
        into.Reset(Width, Height);
        var pixels = into.Span;
        for (var channel = 0; channel < RgbView.Channels; channel++)
        {
            var (from, step) = Walk(channel);
            for (var to = channel; to < pixels.Length; to += RgbView.Channels, from += step)
            {
                var pixel = (values[from] * inverse) + Offset;
                // Written so that NaN fails.
                if (!(pixel >= -Margin && pixel <= byte.MaxValue + Margin))
                    throw Impossible(values[from], from, pixel);
                pixels[to] = (byte)Math.Clamp((int)(pixel + 0.5f), 0, byte.MaxValue);
            }
        }
    }

    /// <summary>Brings bytes into order: (C, H, W) or (H, W, C) → (H, W, 3). <c>ExtractPixels</c> makes them
    /// without offset and scale.</summary>
    /// <param name="values">The whole vector.</param>
    /// <param name="into">Gets the picture.</param>
    /// <exception cref="InvalidDataException">The vector has another length.</exception>
    internal void Read(ReadOnlySpan<byte> values, RgbBuffer into)
    {
        CheckLength(values.Length);
        into.Reset(Width, Height);
        var pixels = into.Span;
        for (var channel = 0; channel < RgbView.Channels; channel++)
        {
            var (from, step) = Walk(channel);
            for (var to = channel; to < pixels.Length; to += RgbView.Channels, from += step)
                pixels[to] = values[from];
        }
    }

    // Where a color of the picture begins in the vector, and how far it is to the next pixel's.
    private (int From, int Step) Walk(int channel)
    {
        var planes = Planar(Colors, Order);
        var plane = planes.IndexOf(Letters[channel], StringComparison.Ordinal);
        if (plane < 0)
            plane = planes.AsSpan().IndexOfAny(Letters);
        return IsInterleaved ? (plane, planes.Length) : (plane * Width * Height, 1);
    }

    // The letters of the planes in their order.
    private static string Planar(ColorBits colors, ColorsOrder order) =>
        string.Concat(order.ToString().Where(letter => (colors & Bit(letter)) != 0));

    private static ColorBits Bit(char letter) => letter switch
    {
        'A' => ColorBits.Alpha,
        'R' => ColorBits.Red,
        'G' => ColorBits.Green,
        'B' => ColorBits.Blue,
        _ => default,
    };

    private void CheckLength(int length)
    {
        if (length != Length)
            throw new InvalidDataException(
                $"A pixel vector cannot be read: expected {Planes} x {Height} x {Width} = {Length} numbers, got {length}. "
                + "Give the size and the colors of ExtractPixels in the options.");
    }

    // Numbers from 0 to 1 are all possible pixels, yet fractions among them tell that ExtractPixels has scaled.
    // As a rule the first pixels settle it.
    private void CheckNotScaled(ReadOnlySpan<float> values, float inverse)
    {
        var fraction = -1;
        for (var i = 0; i < values.Length; i++)
        {
            var pixel = (values[i] * inverse) + Offset;
            if (!(pixel <= 1 + WholeMargin))
                return;
            if (fraction < 0 && Math.Abs(pixel - MathF.Round(pixel)) > WholeMargin)
                fraction = i;
        }
        if (fraction >= 0)
            throw Impossible(values[fraction], fraction, (values[fraction] * inverse) + Offset, ", with no pixel of the picture above 1");
    }

    private InvalidDataException Impossible(float value, int index, float pixel, string circumstance = "") => new(string.Create(
        CultureInfo.InvariantCulture,
        $"A pixel vector cannot be read: expected numbers that offset {Offset} and scale {Scale} make of pixels 0 to 255, "
        + $"got {value} at index {index}, which would be a pixel of {pixel}{circumstance}. "
        + $"Give the offset and the scale of ExtractPixels in the options."));

    private static int Checked(int width, int height, ColorBits colors, ColorsOrder order, float offset, float scale)
    {
        var faults = new Faults("A pixel vector's layout");
        faults.Require(width >= 1, nameof(Width), "1 or more", width);
        faults.Require(height >= 1, nameof(Height), "1 or more", height);
        faults.Require(
            (colors & ~ColorBits.Alpha) is ColorBits.Rgb or ColorBits.Red or ColorBits.Green or ColorBits.Blue,
            nameof(Colors),
            "Red, Green and Blue or one of them, with or without Alpha",
            colors);
        faults.RequireDefined(order, nameof(Order));
        faults.Require(float.IsFinite(offset), nameof(Offset), "a finite number", offset);
        faults.Require(float.IsFinite(scale) && scale != 0, nameof(Scale), "a finite number other than 0", scale);
        faults.ThrowIfAny();
        return width;
    }
}

/// <summary>What is said about pixel vectors besides their type: how <c>ExtractPixels</c> made them.</summary>
/// <param name="Offset">What was subtracted from each 8-bit value.</param>
/// <param name="Scale">What the difference was multiplied by.</param>
/// <param name="Order">The order of colors.</param>
/// <param name="Side">The side of the square that a vector without dimensions holds; null where nobody said.</param>
internal sealed record PixelVectorSource(float Offset = 0, float Scale = 1, ColorsOrder Order = ColorsOrder.ARGB, int? Side = null)
{
    private const int MostPlanes = 4;

    /// <summary>
    /// The layout of a column's vectors. Three dimensions tell size and planes, (C, H, W) or (H, W, C);
    /// a vector without is a planar square.
    /// </summary>
    /// <exception cref="ArgumentException">The length fits no picture.</exception>
    internal PixelVectorLayout Layout(VectorDataViewType type, string column)
    {
        // ExtractPixels leaves bytes as they are.
        var (offset, scale) = type.ItemType == NumberDataViewType.Byte ? (0f, 1f) : (Offset, Scale);
        var (planes, height, width, isInterleaved) = Shape(type, column);
        return new PixelVectorLayout(width, height, Colors(planes), Order, isInterleaved, offset, scale);
    }

    private (int Planes, int Height, int Width, bool IsInterleaved) Shape(VectorDataViewType type, string column) => type.Dimensions switch
    {
        [<= MostPlanes and not 2, var height, var width] => (type.Dimensions[0], height, width, false),
        [var height, var width, <= MostPlanes and not 2] => (type.Dimensions[2], height, width, true),
        _ when Square(type.Size) is { } square => (square.Planes, square.Side, square.Side, false),
        _ => throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"Feature column '{column}': expected a vector of pixels with three dimensions as ExtractPixels makes it, "
            + $"or C x S x S numbers with C = 1, 3 or 4{(Side is { } side ? $" and S = {side} (Options.ImageSize)" : "")}, got {type}. "
            + $"Make the vectors with ExtractPixels, or set Options.ImageSize to their side.")),
    };

    private (int Planes, int Side)? Square(int length)
    {
        foreach (var planes in (int[])[3, 1, 4])
        {
            var side = Side ?? (int)Math.Round(Math.Sqrt(length / (double)planes));
            if ((long)planes * side * side == length)
                return (planes, side);
        }
        return null;
    }

    private static ColorBits Colors(int planes) => planes switch
    {
        1 => ColorBits.Red,
        3 => ColorBits.Rgb,
        _ => ColorBits.All,
    };
}
