namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Own: how much training pictures are varied, as <see cref="Presets"/> spells it out.</summary>
public enum AugmentationPreset
{
    /// <summary>Not at all: training sees the central window that prediction sees. For pictures whose position and orientation mean something, such as scans.</summary>
    None,

    /// <summary>
    /// Random crops and mirroring left to right: https://arxiv.org/abs/1512.03385 (section 4.2) for small pictures, https://arxiv.org/abs/1409.4842
    /// with milder crops for others. Not for pictures whose mirror image belongs to another class, such as letters.
    /// </summary>
    Light,
}
