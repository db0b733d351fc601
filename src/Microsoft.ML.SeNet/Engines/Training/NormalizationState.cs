using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>The tensors of a BatchNorm2d; they stay its own.</summary>
internal sealed record NormalizationState(Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVariance, Tensor BatchesTracked)
{
    internal static NormalizationState Of(nn.Module normalization) => new(
        normalization.get_parameter("weight")!, normalization.get_parameter("bias")!,
        normalization.get_buffer("running_mean")!, normalization.get_buffer("running_var")!, normalization.get_buffer("num_batches_tracked")!);
}
