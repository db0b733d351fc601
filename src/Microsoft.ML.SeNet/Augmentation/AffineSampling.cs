using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// A square moved, sheared or turned by nearest neighbor, the same bits as Pillow's <c>Image.transform(AFFINE)</c>: places are counted in
/// 1/65536 of a pixel.
/// </summary>
/// <param name="A">With B and C the source's x of the place (x, y): A · x + B · y + C.</param>
/// <param name="B">See <paramref name="A"/>.</param>
/// <param name="C">See <paramref name="A"/>.</param>
/// <param name="D">With E and F the source's y: D · x + E · y + F.</param>
/// <param name="E">See <paramref name="D"/>.</param>
/// <param name="F">See <paramref name="D"/>.</param>
internal readonly record struct AffineSampling(double A, double B, double C, double D, double E, double F)
{
    private const int FractionBits = 16;
    private const int CosineDigits = 15; // so that quarter turns are exact

    internal static AffineSampling ShearX(double strength) => new(1, strength, 0, 0, 1, 0);

    internal static AffineSampling ShearY(double strength) => new(1, 0, 0, strength, 1, 0);

    internal static AffineSampling Translation(int right, int down) => new(1, 0, -right, 0, 1, -down);

    /// <summary>Around the middle, counter-clockwise.</summary>
    internal static AffineSampling Rotation(double degrees, int side)
    {
        var positive = degrees % 360;
        var angle = -(positive < 0 ? positive + 360 : positive) * (Math.PI / 180);
        var (cosine, sine, half) = (Math.Round(Math.Cos(angle), CosineDigits), Math.Round(Math.Sin(angle), CosineDigits), side / 2.0);
        return new AffineSampling(
            cosine, sine, (cosine * -half) + (sine * -half) + half, -sine, cosine, (-sine * -half) + (cosine * -half) + half);
    }

    /// <summary>Takes each pixel from its place, black from outside.</summary>
    /// <param name="source">side · side pixels.</param>
    /// <param name="side">At most 8192, where 32 bits suffice for every strength of <see cref="TrivialAugment"/>.</param>
    /// <param name="destination">side · side pixels, another memory.</param>
    internal void Apply(ReadOnlySpan<Pixel> source, int side, Span<Pixel> destination)
    {
        var (stepX, stepY) = (Fixed(A), Fixed(D));
        var (nextRowX, nextRowY) = (Fixed(B), Fixed(E));
        var rowX = Fixed(C + (A * 0.5) + (B * 0.5));
        var rowY = Fixed(F + (D * 0.5) + (E * 0.5));
        for (var row = 0; row < side; row++)
        {
            var (x, y) = (rowX, rowY);
            foreach (ref var pixel in destination.Slice(row * side, side))
            {
                var (fromX, fromY) = (x >> FractionBits, y >> FractionBits);
                pixel = (uint)fromX < (uint)side && (uint)fromY < (uint)side ? source[(fromY * side) + fromX] : default;
                x += stepX;
                y += stepY;
            }
            rowX += nextRowX;
            rowY += nextRowY;
        }
    }

    private static int Fixed(double value) => (int)Math.Floor((value * (1 << FractionBits)) + 0.5);
}
