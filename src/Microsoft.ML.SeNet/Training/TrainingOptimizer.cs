namespace Microsoft.ML.SeNet;

/// <summary>How gradients become steps.</summary>
public enum TrainingOptimizer
{
    /// <summary>Stochastic gradient descent with (Nesterov) momentum.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov, Hutter, https://arxiv.org/abs/1711.05101).</summary>
    AdamW,
}
