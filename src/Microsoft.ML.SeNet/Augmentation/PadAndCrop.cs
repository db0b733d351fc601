using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

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
    public int Padding { get; } = Checked(Padding);

    /// <inheritdoc/>
    internal override CropBox Draw(int width, int height, int imageSize, RandomStream random) =>
        new(Offset(width, imageSize, random), Offset(height, imageSize, random), imageSize, imageSize);

    // A picture that stays too small with its margins stands in the middle.
    private int Offset(int length, int imageSize, RandomStream random)
    {
        var room = length + (2 * Padding) - imageSize;
        return room < 0 ? EvaluationTransform.CentralOffset(length, imageSize) : random.NextInt32(room + 1) - Padding;
    }

    private static int Checked(int padding)
    {
        var faults = new Faults("A padded crop");
        faults.Require(padding is >= 0 and <= MaximumPadding, nameof(Padding), $"0 to {MaximumPadding}", padding);
        faults.ThrowIfAny();
        return padding;
    }
}
