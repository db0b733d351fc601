using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Which part of a picture a network sees in training, drawn anew each time.</summary>
internal abstract record CropDefinition
{
    /// <summary>Draws a part, which the pixel code brings to imageSize × imageSize.</summary>
    /// <param name="width">The picture's width, at least 1.</param>
    /// <param name="height">The picture's height, at least 1.</param>
    /// <param name="imageSize">The side of the square to fill.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>A box inside the picture, or one of imageSize × imageSize whole pixels that may stand out and is black there.</returns>
    internal abstract CropBox Draw(int width, int height, int imageSize, RandomStream random);
}

/// <summary>
/// A random window of the network's size out of the picture with black margins (He et al., https://arxiv.org/abs/1512.03385, section 4.2:
/// 4 pixels around CIFAR's 32).
/// </summary>
/// <param name="Padding">The margin on each of the four sides in pixels.</param>
internal sealed record PadAndCrop(int Padding) : CropDefinition
{
    // More than any picture needs, and far from where sizes overflow.
    private const int MaximumPadding = 1 << 16;

    /// <summary>The margin on each of the four sides in pixels, 0 … 65536.</summary>
    public int Padding { get; } =
        Faults.Checked("A padded crop", Padding, Padding is >= 0 and <= MaximumPadding, nameof(Padding), $"0 to {MaximumPadding}");

    /// <inheritdoc/>
    internal override CropBox Draw(int width, int height, int imageSize, RandomStream random) =>
        new(Offset(width, imageSize, random), Offset(height, imageSize, random), imageSize, imageSize);

    // A picture that stays too small with its margins stands in the middle.
    private int Offset(int length, int imageSize, RandomStream random)
    {
        var room = length + (2 * Padding) - imageSize;
        return room < 0 ? EvaluationTransform.CentralOffset(length, imageSize) : random.NextInt32(room + 1) - Padding;
    }
}

/// <summary>
/// A part of random area and aspect ratio, resized to the network's square (Szegedy et al., https://arxiv.org/abs/1409.4842, section 6).
/// Drawn as torchvision's <c>RandomResizedCrop.get_params</c> does: the area uniformly, the ratio uniformly in its logarithm, ten tries,
/// then the largest central part whose ratio is within the range.
/// </summary>
internal sealed record RandomResizedCrop(
    double MinArea = RandomResizedCrop.DefaultMinArea,
    double MaxArea = RandomResizedCrop.DefaultMaxArea,
    double MinAspectRatio = RandomResizedCrop.DefaultMinAspectRatio,
    double MaxAspectRatio = RandomResizedCrop.DefaultMaxAspectRatio) : CropDefinition
{
    /// <summary>Well above the 0.08 of training ImageNet for 90 epochs: short trainings on few pictures want milder crops.</summary>
    internal const double DefaultMinArea = 0.35;

    internal const double DefaultMaxArea = 1;
    internal const double DefaultMinAspectRatio = 3.0 / 4;
    internal const double DefaultMaxAspectRatio = 4.0 / 3;
    private const int Tries = 10;

    /// <summary>The least area, as a share of the picture's, in (0, 1].</summary>
    public double MinArea { get; } = Checked(MinArea, MaxArea, MinAspectRatio, MaxAspectRatio);

    /// <summary>The largest area, as a share of the picture's, in [<see cref="MinArea"/>, 1].</summary>
    public double MaxArea { get; } = MaxArea;

    /// <summary>The least width as a multiple of the height, above 0.</summary>
    public double MinAspectRatio { get; } = MinAspectRatio;

    /// <summary>The largest width as a multiple of the height, at least <see cref="MinAspectRatio"/>.</summary>
    public double MaxAspectRatio { get; } = MaxAspectRatio;

    /// <inheritdoc/>
    internal override CropBox Draw(int width, int height, int imageSize, RandomStream random)
    {
        var (minLog, maxLog) = (Math.Log(MinAspectRatio), Math.Log(MaxAspectRatio));
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)width * height * Uniform(MinArea, MaxArea, random);
            var ratio = Math.Exp(Uniform(minLog, maxLog, random));
            var (w, h) = (Math.Round(Math.Sqrt(area * ratio)), Math.Round(Math.Sqrt(area / ratio)));
            if (w >= 1 && w <= width && h >= 1 && h <= height)
                return new CropBox(random.NextInt32(width - (int)w + 1), random.NextInt32(height - (int)h + 1), w, h);
        }
        return Central(width, height);
    }

    private CropBox Central(int width, int height)
    {
        var ratio = (double)width / height;
        var w = ratio > MaxAspectRatio ? Math.Max((int)Math.Round(height * MaxAspectRatio), 1) : width;
        var h = ratio < MinAspectRatio ? Math.Max((int)Math.Round(width / MinAspectRatio), 1) : height;
        return new CropBox((width - w) / 2, (height - h) / 2, w, h);
    }

    private static double Uniform(double from, double to, RandomStream random) => from + ((to - from) * random.NextDouble());

    private static double Checked(double minArea, double maxArea, double minAspectRatio, double maxAspectRatio)
    {
        var faults = new Faults("A random resized crop");
        faults.Require(minArea > 0 && minArea <= 1, nameof(MinArea), "above 0 and at most 1", minArea);
        faults.Require(maxArea >= minArea && maxArea <= 1, nameof(MaxArea), $"at least {nameof(MinArea)} and at most 1", maxArea);
        faults.Require(minAspectRatio > 0 && double.IsFinite(minAspectRatio), nameof(MinAspectRatio), "above 0", minAspectRatio);
        faults.Require(maxAspectRatio >= minAspectRatio && double.IsFinite(maxAspectRatio), nameof(MaxAspectRatio),
            $"at least {nameof(MinAspectRatio)}", maxAspectRatio);
        faults.ThrowIfAny();
        return minArea;
    }
}
