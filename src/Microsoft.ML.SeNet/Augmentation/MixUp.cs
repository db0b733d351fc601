using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Two pictures laid over each other, their classes in the same proportion (Zhang et al., "mixup", https://arxiv.org/abs/1710.09412).</summary>
/// <param name="Alpha">The weights come from Beta(α, α): the smaller, the less is mixed.</param>
internal sealed record MixUp(double Alpha = MixUp.DefaultAlpha)
{
    /// <summary>The paper's for ImageNet.</summary>
    internal const double DefaultAlpha = 0.2;

    /// <summary>Weights are multiples of 1 / 256, so that pixels of 8 bits and classes get exactly the same.</summary>
    internal const int WeightUnits = 256;

    /// <summary>α of the Beta distribution, 0.01 … 100.</summary>
    public double Alpha { get; } = Checked(Alpha);

    /// <summary>The weight of a picture itself, in [0, 1], a multiple of 1 / 256.</summary>
    internal double Draw(RandomStream random) => Math.Round(SymmetricBeta.Draw(Alpha, random) * WeightUnits) / WeightUnits;

    private static double Checked(double alpha)
    {
        var faults = new Faults("A mixup");
        faults.Require(SymmetricBeta.IsAlpha(alpha), nameof(Alpha), SymmetricBeta.AlphaRange, alpha);
        faults.ThrowIfAny();
        return alpha;
    }
}
