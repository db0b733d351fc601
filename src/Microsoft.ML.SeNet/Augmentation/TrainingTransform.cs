using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// What happens to a stored picture in each epoch of training. Chance is drawn, and pixels are changed, in this order: crop, flip, color
/// jitter, TrivialAugment, erasing, Cutout. What is null draws nothing, so that adding a later part leaves the earlier ones as they were.
/// Mixing draws from a stream of its own, for it concerns a batch.
/// </summary>
/// <param name="ImageSize">The side of the square that the network sees, in pixels.</param>
/// <param name="Crop">Which part; the central window of <see cref="EvaluationTransform"/> where null.</param>
/// <param name="Flip">Whether pictures are mirrored; never where null.</param>
/// <param name="Colors">How colors vary; not at all where null.</param>
/// <param name="Trivial">One operation a picture; none where null.</param>
/// <param name="Erasing">Whether a box is lost; never where null.</param>
/// <param name="Cutout">Whether a square is lost of each picture; never where null.</param>
/// <param name="Mix">How batches are mixed; never where null.</param>
internal sealed record TrainingTransform(
    int ImageSize,
    CropDefinition? Crop = null,
    HorizontalFlip? Flip = null,
    ColorJitter? Colors = null,
    TrivialAugment? Trivial = null,
    RandomErasing? Erasing = null,
    Cutout? Cutout = null,
    BatchMix? Mix = null)
{
    /// <summary>The side of the square that the network sees, in pixels.</summary>
    public int ImageSize { get; } = Checked(ImageSize);

    private static int Checked(int imageSize)
    {
        var faults = new Faults("A training transform");
        EvaluationTransform.Check(imageSize, faults);
        faults.ThrowIfAny();
        return imageSize;
    }
}
