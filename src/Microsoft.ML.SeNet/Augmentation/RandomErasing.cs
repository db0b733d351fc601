using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// A box of the picture lost (Zhong et al., https://arxiv.org/abs/1708.04896; much as Cutout, https://arxiv.org/abs/1708.04552). Drawn as
/// torchvision's <c>RandomErasing</c> does: the area uniformly, the ratio uniformly in its logarithm, ten tries, then nothing. The box gets
/// ImageNet's mean color, which becomes about 0 for the network.
/// </summary>
internal sealed record RandomErasing(
    double Probability = RandomErasing.DefaultProbability,
    double MinArea = RandomErasing.DefaultMinArea,
    double MaxArea = RandomErasing.DefaultMaxArea,
    double MinAspectRatio = RandomErasing.DefaultMinAspectRatio,
    double MaxAspectRatio = RandomErasing.DefaultMaxAspectRatio)
{
    internal const double DefaultProbability = 0.25;
    internal const double DefaultMinArea = 0.02;
    internal const double DefaultMaxArea = 0.33;
    internal const double DefaultMinAspectRatio = 0.3;
    internal const double DefaultMaxAspectRatio = 3.3;
    private const int Tries = 10;

    /// <summary>How often, in [0, 1].</summary>
    public double Probability { get; } = Checked(Probability, MinArea, MaxArea, MinAspectRatio, MaxAspectRatio);

    /// <summary>The least area, as a share of the picture's, in (0, 1].</summary>
    public double MinArea { get; } = MinArea;

    /// <summary>The largest area, as a share of the picture's, in [<see cref="MinArea"/>, 1].</summary>
    public double MaxArea { get; } = MaxArea;

    /// <summary>The least height as a multiple of the width, above 0.</summary>
    public double MinAspectRatio { get; } = MinAspectRatio;

    /// <summary>The largest height as a multiple of the width, at least <see cref="MinAspectRatio"/>.</summary>
    public double MaxAspectRatio { get; } = MaxAspectRatio;

    /// <summary>Draws what is lost of a square.</summary>
    /// <param name="side">The side of the square in pixels.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>A box shorter than the square on all sides; null for nothing.</returns>
    internal PixelBox? Draw(int side, RandomStream random)
    {
        if (random.NextDouble() >= Probability)
            return null;
        var (minLog, maxLog) = (Math.Log(MinAspectRatio), Math.Log(MaxAspectRatio));
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)side * side * (MinArea + ((MaxArea - MinArea) * random.NextDouble()));
            var ratio = Math.Exp(minLog + ((maxLog - minLog) * random.NextDouble()));
            var (height, width) = (Math.Round(Math.Sqrt(area * ratio)), Math.Round(Math.Sqrt(area / ratio)));
            if (height < side && width < side)
                return new PixelBox(
                    random.NextInt32(side - (int)width + 1), random.NextInt32(side - (int)height + 1), (int)width, (int)height);
        }
        return null;
    }

    private static double Checked(double probability, double minArea, double maxArea, double minAspectRatio, double maxAspectRatio)
    {
        var faults = new Faults("A random erasing");
        faults.Require(probability is >= 0 and <= 1, nameof(Probability), "0 to 1", probability);
        faults.Require(minArea > 0 && minArea <= 1, nameof(MinArea), "above 0 and at most 1", minArea);
        faults.Require(maxArea >= minArea && maxArea <= 1, nameof(MaxArea), $"at least {nameof(MinArea)} and at most 1", maxArea);
        faults.Require(minAspectRatio > 0 && double.IsFinite(minAspectRatio), nameof(MinAspectRatio), "above 0", minAspectRatio);
        faults.Require(maxAspectRatio >= minAspectRatio && double.IsFinite(maxAspectRatio), nameof(MaxAspectRatio),
            $"at least {nameof(MinAspectRatio)}", maxAspectRatio);
        faults.ThrowIfAny();
        return probability;
    }
}
