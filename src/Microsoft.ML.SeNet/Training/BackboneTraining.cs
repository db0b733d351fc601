namespace Microsoft.ML.SeNet;

/// <summary>
/// What learns of a network that starts from given weights, besides the fully connected layer, which always learns. What does not learn is frozen:
/// its weights stay, bit for bit, and its batch normalization goes by the statistics that it came with and keeps them.
/// </summary>
public enum BackboneTraining
{
    /// <summary>Everything, from the first step on.</summary>
    Full,

    /// <summary>Nothing: features are computed once from pictures that are not augmented, and the fully connected layer learns from those.</summary>
    Frozen,

    /// <summary>Nothing at first, as in <see cref="Frozen"/>, then everything, with augmentation.</summary>
    FrozenThenFull,

    /// <summary>Nothing at first, as in <see cref="Frozen"/>, then one stage more at a time, the last one first (Howard, Ruder, https://arxiv.org/abs/1801.06146, section 3.3).</summary>
    Gradual,
}
