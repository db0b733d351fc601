namespace Microsoft.ML.SeNet;

/// <summary>What a training does about classes that have far more pictures than others.</summary>
public enum ClassBalance
{
    /// <summary>Nothing: each picture counts alike, once an epoch.</summary>
    None,

    /// <summary>
    /// The loss of a picture counts the more, the fewer pictures its class has: n / (K · nₖ) for n pictures in K classes, nₖ of them in the
    /// picture's (scikit-learn's "balanced").
    /// </summary>
    WeightedLoss,

    /// <summary>
    /// Each epoch has as many pictures as there are, but each class equally often: of a large class some are left out, those of a small one come again,
    /// differently augmented. No picture comes a second time before all of its class came once.
    /// </summary>
    BalancedSampling,
}
