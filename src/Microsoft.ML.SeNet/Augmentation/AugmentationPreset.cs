using Microsoft.ML.SeNet.Augmentation;

namespace Microsoft.ML.SeNet;

/// <summary>How much training pictures are varied, as <see cref="Presets"/> spells it out.</summary>
public enum AugmentationPreset
{
    /// <summary>Not at all: training sees the central window that prediction sees. For pictures whose position and orientation mean
    /// something, such as scans.</summary>
    None,

    /// <summary>
    /// Random crops and mirroring left to right: https://arxiv.org/abs/1512.03385 (section 4.2) for small pictures,
    /// https://arxiv.org/abs/1409.4842 with milder crops for others. Not for pictures whose mirror image belongs
    /// to another class, such as letters.
    /// </summary>
    Light,

    /// <summary>
    /// The crops and mirroring of <see cref="Light"/>, then one operation of color or shape on each picture (TrivialAugment,
    /// https://arxiv.org/abs/2103.10158), a box lost in every fourth (https://arxiv.org/abs/1708.04896), and half of the batches mixed: two
    /// pictures over each other (mixup, https://arxiv.org/abs/1710.09412) or a box of one in the other (CutMix,
    /// https://arxiv.org/abs/1905.04899). For trainings of many epochs, which would otherwise learn their pictures by heart;
    /// short ones learn more from <see cref="Light"/>.
    /// </summary>
    Strong,
}
