namespace Microsoft.ML.SeNet;

/// <summary>How gradients become steps.</summary>
public enum TrainingOptimizer
{
    /// <summary>Stochastic gradient descent with (Nesterov) momentum.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov, Hutter, https://arxiv.org/abs/1711.05101).</summary>
    AdamW,
}

/// <summary>How the learning rate goes from step to step.</summary>
public enum TrainingSchedule
{
    /// <summary>
    /// A linear warm-up, then half a cosine down to the final rate (Loshchilov, Hutter, https://arxiv.org/abs/1608.03983, without
    /// restarts).
    /// </summary>
    Cosine,

    /// <summary>A linear warm-up, then the full rate, multiplied by a factor after every so many epochs.</summary>
    Step,

    /// <summary>
    /// Up from a small rate and down to a tiny one, both along half a cosine (Smith, Topin, https://arxiv.org/abs/1708.07120), as PyTorch's
    /// OneCycleLR.
    /// </summary>
    OneCycle,
}

/// <summary>
/// What a training computes in. Weights, momentum and batch normalization are float32 in any case, and so is the finished model.
/// </summary>
public enum TrainingPrecision
{
    /// <summary>Everything in float32.</summary>
    Float32,

    /// <summary>
    /// Convolutions and fully connected layers in bfloat16: about twice as fast where the processor has it in hardware, slower where not.
    /// </summary>
    BFloat16,

    /// <summary>
    /// <see cref="BFloat16"/> on a processor that has it in hardware (AVX-512 BF16) where libtorch computes with oneDNN, else
    /// <see cref="Float32"/>; on a GPU, which TorchSharp cannot ask, <see cref="Float32"/> too.
    /// </summary>
    Automatic,
}

/// <summary>
/// What learns of a network that starts from given weights, besides the fully connected layer, which always learns. What does not learn is
/// frozen: its weights stay, bit for bit, and its batch normalization goes by the statistics that it came with and keeps them.
/// </summary>
public enum BackboneTraining
{
    /// <summary>Everything, from the first step on.</summary>
    Full,

    /// <summary>
    /// Nothing: features are computed once from pictures that are not augmented, and the fully connected layer is solved for from those
    /// (logistic regression, its weight decay by cross-validation). Neither epochs nor learning rate are looked at.
    /// </summary>
    Frozen,

    /// <summary>Nothing before the first epoch, as in <see cref="Frozen"/>, then everything, with augmentation.</summary>
    FrozenThenFull,

    /// <summary>
    /// Nothing before the first epoch, as in <see cref="Frozen"/>, then one stage more at a time, the last one first (Howard, Ruder,
    /// https://arxiv.org/abs/1801.06146, section 3.3).
    /// </summary>
    Gradual,
}

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
    /// Each epoch has as many pictures as there are, but each class equally often: of a large class some are left out, those of a small one
    /// come again, differently augmented. No picture comes a second time before all of its class came once.
    /// </summary>
    BalancedSampling,
}
