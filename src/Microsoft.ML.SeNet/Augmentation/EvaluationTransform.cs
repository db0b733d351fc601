using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>
/// How a picture is brought to the network's size in prediction and validation: its shorter side is resized to <see cref="StoredSide"/>,
/// the aspect ratio kept, and the central window taken (https://arxiv.org/abs/1512.03385, section 3.4: 224 of 256). The sizes are rounded
/// as torchvision's <c>Resize(int)</c> and <c>CenterCrop</c> round them.
/// </summary>
/// <param name="ImageSize">The side of the square that the network sees, in pixels, 1 … 8192.</param>
/// <param name="CropFraction">The window's share of the shorter side, 0.1 … 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the text names all that are.</exception>
public sealed record EvaluationTransform(int ImageSize, double CropFraction)
{
    private const int MaximumImageSize = 8192;
    private const double MinimumCropFraction = 0.1;

    /// <summary>The side of the square that the network sees, in pixels.</summary>
    /// <value>1 to 8192.</value>
    public int ImageSize { get; } = Checked(ImageSize, CropFraction);

    /// <summary>The window's share of the shorter side.</summary>
    /// <value>0.1 to 1; 1 takes the whole shorter side.</value>
    public double CropFraction { get; } = CropFraction;

    /// <summary>The shorter side of pictures as they are stored, in pixels: <see cref="ImageSize"/> /
    /// <see cref="CropFraction"/>, rounded.</summary>
    public int StoredSide => (int)Math.Round(ImageSize / CropFraction);

    /// <summary>Where a centered window begins: below 0 where it is longer than the picture.</summary>
    internal static int CentralOffset(int length, int window) => window > length
        ? -((window - length) / 2)
        : (int)Math.Round((length - window) / 2.0);

    internal static void Check(int imageSize, Faults faults) =>
        faults.Require(imageSize is >= 1 and <= MaximumImageSize, nameof(ImageSize), $"1 to {MaximumImageSize}", imageSize);

    private static int Checked(int imageSize, double cropFraction)
    {
        var faults = new Faults("An evaluation transform");
        Check(imageSize, faults);
        faults.Require(cropFraction is >= MinimumCropFraction and <= 1, nameof(CropFraction), $"{MinimumCropFraction} to 1", cropFraction);
        faults.ThrowIfAny();
        return imageSize;
    }
}
