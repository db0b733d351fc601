namespace Microsoft.ML.SeNet;

/// <summary>How the learning rate goes from step to step.</summary>
public enum TrainingSchedule
{
    /// <summary>A linear warm-up, then half a cosine down to the final rate (Loshchilov, Hutter, https://arxiv.org/abs/1608.03983, without restarts).</summary>
    Cosine,

    /// <summary>A linear warm-up, then the full rate, multiplied by a factor after every so many epochs.</summary>
    Step,

    /// <summary>Up from a small rate and down to a tiny one, both along half a cosine (Smith, Topin, https://arxiv.org/abs/1708.07120), as PyTorch's OneCycleLR.</summary>
    OneCycle,
}
