using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// Some batches are mixed, each by one of the two ways, which are equally likely where both are there (as torchvision's references choose
/// between https://arxiv.org/abs/1710.09412 and https://arxiv.org/abs/1905.04899). One draw holds for the whole batch.
/// </summary>
/// <param name="MixUp">Laid over each other; not where null.</param>
/// <param name="CutMix">A box of one in the other; not where null.</param>
/// <param name="Probability">How many batches are mixed.</param>
internal sealed record BatchMix(MixUp? MixUp, CutMix? CutMix, double Probability = BatchMix.DefaultProbability)
{
    internal const double DefaultProbability = 0.5;

    /// <summary>The share of batches that are mixed, in (0, 1].</summary>
    public double Probability { get; } = Checked(MixUp, CutMix, Probability);

    /// <summary>Draws whether, then which way, then the partners, then the weights.</summary>
    /// <param name="count">Pictures in the batch: one alone has no partner.</param>
    /// <param name="side">The side of their squares in pixels.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>What is to be mixed; null for nothing.</returns>
    internal DrawnMix? Draw(int count, int side, RandomStream random)
    {
        if (count < 2 || random.NextDouble() >= Probability)
            return null;
        var overlays = CutMix is null || (MixUp is not null && random.NextInt32(2) == 0);
        var offset = 1 + random.NextInt32(count - 1);
        if (overlays)
            return new DrawnMix(offset, MixUp!.Draw(random), null);
        var cut = CutMix!.Draw(side, random);
        return new DrawnMix(offset, 1 - ((double)cut.Area / ((double)side * side)), cut);
    }

    private static double Checked(MixUp? mixUp, CutMix? cutMix, double probability)
    {
        var faults = new Faults("A batch mix");
        faults.Require(mixUp is not null || cutMix is not null, nameof(MixUp), $"a way to mix, here or as {nameof(CutMix)}", null);
        faults.Require(probability > 0 && probability <= 1, nameof(Probability), "above 0 and at most 1", probability);
        faults.ThrowIfAny();
        return probability;
    }
}

/// <summary>How one batch is mixed: the partner of picture i is picture (i + <paramref name="Offset"/>) mod N.</summary>
/// <param name="Offset">1 … N - 1, so that nobody is his own partner.</param>
/// <param name="OwnWeight">How much of picture and class i stays, in [0, 1]; the rest is the partner's.</param>
/// <param name="Cut">The box that comes from the partner; null where they are laid over each other.</param>
internal readonly record struct DrawnMix(int Offset, double OwnWeight, PixelBox? Cut)
{
    /// <summary>The partner of a picture.</summary>
    internal int Partner(int picture, int count) => (picture + Offset) % count;
}

/// <summary>Two pictures laid over each other, their classes in the same proportion (Zhang et al., "mixup",
/// https://arxiv.org/abs/1710.09412).</summary>
/// <param name="Alpha">The weights come from Beta(α, α): the smaller, the less is mixed.</param>
internal sealed record MixUp(double Alpha = MixUp.DefaultAlpha)
{
    /// <summary>The paper's for ImageNet.</summary>
    internal const double DefaultAlpha = 0.2;

    /// <summary>Weights are multiples of 1 / 256, so that pixels of 8 bits and classes get exactly the same.</summary>
    internal const int WeightUnits = 256;

    /// <summary>α of the Beta distribution, 0.01 … 100.</summary>
    public double Alpha { get; } = Faults.Checked("A mixup", Alpha, SymmetricBeta.IsAlpha(Alpha), nameof(Alpha), SymmetricBeta.AlphaRange);

    /// <summary>The weight of a picture itself, in [0, 1], a multiple of 1 / 256.</summary>
    internal double Draw(RandomStream random) => Math.Round(SymmetricBeta.Draw(Alpha, random) * WeightUnits) / WeightUnits;
}

/// <summary>
/// A box of one picture put into another, their classes in proportion to the areas (Yun et al., "CutMix",
/// https://arxiv.org/abs/1905.04899):
/// of the picture's shape, its middle anywhere, what stands out cut off.
/// </summary>
/// <param name="Alpha">The box's share of the area comes from Beta(α, α): uniform with 1.</param>
internal sealed record CutMix(double Alpha = CutMix.DefaultAlpha)
{
    /// <summary>The paper's.</summary>
    internal const double DefaultAlpha = 1;

    /// <summary>α of the Beta distribution, 0.01 … 100.</summary>
    public double Alpha { get; } = Faults.Checked("A CutMix", Alpha, SymmetricBeta.IsAlpha(Alpha), nameof(Alpha), SymmetricBeta.AlphaRange);

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
}
