using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Own: what happens to a stored picture in each epoch of training; chance is drawn for the crop first, then for the flip.</summary>
/// <param name="ImageSize">The side of the square that the network sees, in pixels.</param>
/// <param name="Crop">Which part; the central window of <see cref="EvaluationTransform"/> where null.</param>
/// <param name="Flip">Whether pictures are mirrored; never where null.</param>
internal sealed record TrainingTransform(int ImageSize, CropDefinition? Crop = null, HorizontalFlip? Flip = null)
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
