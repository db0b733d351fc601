using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>A parameter that an optimizer moves.</summary>
/// <param name="Name">Its name in the network, under which a checkpoint keeps what the optimizer knows of it.</param>
/// <param name="Parameter">Stays the caller's.</param>
/// <param name="RateFactor">What the schedule's learning rate is multiplied by for this parameter.</param>
internal sealed record TrainedParameter(string Name, Parameter Parameter, double RateFactor = 1)
{
    /// <summary>What computes in the parameter's place, and has its gradient; null where it computes itself. Stays the caller's.</summary>
    internal Parameter? Copy { get; init; }

    /// <summary>Its own gradient, or else that of what computes in its place; null for none.</summary>
    internal Tensor? Gradient => Parameter.grad ?? Copy?.grad;

    /// <summary>
    /// The weight decay of this parameter: biases and batch normalization, all of one dimension, have none
    /// (He et al., https://arxiv.org/abs/1812.01187, section 3.1).
    /// </summary>
    internal double DecayOf(double weightDecay) => Parameter.dim() > 1 ? weightDecay : 0;
}
