using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>Own: the tensors of a BatchNorm2d; they stay its own.</summary>
internal sealed record NormalisationState(Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVariance, Tensor BatchesTracked)
{
    internal static NormalisationState Of(nn.Module normalisation) => new(
        normalisation.get_parameter("weight")!, normalisation.get_parameter("bias")!,
        normalisation.get_buffer("running_mean")!, normalisation.get_buffer("running_var")!, normalisation.get_buffer("num_batches_tracked")!);
}
