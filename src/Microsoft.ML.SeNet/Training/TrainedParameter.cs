using TorchSharp.Modules;

namespace Microsoft.ML.SeNet.Training;

/// <summary>A parameter that an optimizer moves.</summary>
/// <param name="Name">Its name in the network, under which a checkpoint keeps what the optimizer knows of it.</param>
/// <param name="Parameter">Stays the caller's.</param>
/// <param name="RateFactor">What the schedule's learning rate is multiplied by for this parameter.</param>
internal sealed record TrainedParameter(string Name, Parameter Parameter, double RateFactor = 1)
{
    /// <summary>
    /// The weight decay of this parameter: biases and batch normalisation, all of one dimension, have none
    /// (He et al., https://arxiv.org/abs/1812.01187, section 3.1).
    /// </summary>
    internal double DecayOf(double weightDecay) => Parameter.dim() > 1 ? weightDecay : 0;
}
