using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Mirrors pictures left to right (Krizhevsky et al., "ImageNet Classification with Deep CNNs", 2012;
/// on CIFAR https://arxiv.org/abs/1512.03385, section 4.2).</summary>
/// <param name="Probability">How often.</param>
internal sealed record HorizontalFlip(double Probability = HorizontalFlip.DefaultProbability)
{
    internal const double DefaultProbability = 0.5;

    /// <summary>How often, in [0, 1].</summary>
    public double Probability { get; } =
        Faults.Checked("A horizontal flip", Probability, Probability is >= 0 and <= 1, nameof(Probability), "0 to 1");

    /// <summary>Whether this picture is mirrored.</summary>
    internal bool Draw(RandomStream random) => random.NextDouble() < Probability;
}
