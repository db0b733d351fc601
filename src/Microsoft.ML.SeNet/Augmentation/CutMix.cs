using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// A box of one picture put into another, their classes in proportion to the areas (Yun et al., "CutMix", https://arxiv.org/abs/1905.04899):
/// of the picture's shape, its middle anywhere, what stands out cut off.
/// </summary>
/// <param name="Alpha">The box's share of the area comes from Beta(α, α): uniform with 1.</param>
internal sealed record CutMix(double Alpha = CutMix.DefaultAlpha)
{
    /// <summary>The paper's.</summary>
    internal const double DefaultAlpha = 1;

    /// <summary>α of the Beta distribution, 0.01 … 100.</summary>
    public double Alpha { get; } = Checked(Alpha);

    /// <summary>The box that comes from the other picture, perhaps empty.</summary>
    /// <param name="side">The side of the square in pixels.</param>
    /// <param name="random">Where chance comes from: first the share, then x, then y.</param>
    internal PixelBox Draw(int side, RandomStream random)
    {
        var length = (int)(side * Math.Sqrt(1 - SymmetricBeta.Draw(Alpha, random)));
        var (left, width) = Cut(random.NextInt32(side), length, side);
        var (top, height) = Cut(random.NextInt32(side), length, side);
        return new PixelBox(left, top, width, height);
    }

    private static (int Start, int Length) Cut(int middle, int length, int side)
    {
        var start = Math.Max(middle - (length / 2), 0);
        return (start, Math.Min(middle + (length / 2), side) - start);
    }

    private static double Checked(double alpha)
    {
        var faults = new Faults("A CutMix");
        faults.Require(SymmetricBeta.IsAlpha(alpha), nameof(Alpha), SymmetricBeta.AlphaRange, alpha);
        faults.ThrowIfAny();
        return alpha;
    }
}
