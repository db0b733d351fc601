using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// Decides where the fused passes stand in for the plain operators: where batch normalization goes by the batch, in training on the CPU, on float32 or
/// bfloat16 maps. Elsewhere the operators stay: other devices have fused kernels of their own, and float64 is for checks.
/// </summary>
internal static class Fusion
{
    /// <summary>Batch normalization, and ReLU where asked for.</summary>
    /// <param name="maps">A convolution's output (N, C, H, W).</param>
    /// <param name="normalization">What follows it; an identity in the folded form.</param>
    /// <param name="rectifies">Whether ReLU follows.</param>
    internal static Tensor Normalize(Tensor maps, nn.Module<Tensor, Tensor> normalization, bool rectifies)
    {
        if (StateFor(maps, normalization) is { } state)
            return FusedNormalization.Of(maps, state, rectifies);
        var normalized = normalization.call(maps);
        return rectifies ? normalized.relu_() : normalized;
    }

    /// <summary>max(s·norm(maps) + identity, 0), where s are the gates of squeeze and excitation, 1 without it.</summary>
    /// <returns>Null where the plain operators have to do it.</returns>
    internal static Tensor? Tail(Tensor maps, Tensor identity, nn.Module<Tensor, Tensor> normalization, SqueezeExcitation? excitation) =>
        identity.dtype == maps.dtype && excitation?.IsStandard != false && StateFor(maps, normalization) is { } state
            ? FusedTail.Of(maps, identity, state, excitation?.Weights)
            : null;

    /// <summary>The stem's pooling, by <see cref="FusedMaxPooling"/>.</summary>
    /// <returns>Null where the plain operator has to do it.</returns>
    internal static Tensor? Pool(Tensor maps, int padding, MapSize size) =>
        is_grad_enabled() && maps.requires_grad && maps.device_type == DeviceType.CPU && IsFusable(maps) ? FusedMaxPooling.Of(maps, padding, size.Height, size.Width) : null;

    /// <summary>The tensors of a normalization that can be fused; null where it cannot.</summary>
    private static NormalizationState? StateFor(Tensor maps, nn.Module normalization) =>
        normalization is BatchNorm2d { training: true } && is_grad_enabled() && maps.device_type == DeviceType.CPU && IsFusable(maps)
            && NormalizationState.Of(normalization) is var state && state.Weight.dtype == ScalarType.Float32
            ? state
            : null;

    private static bool IsFusable(Tensor maps)
    {
        var size = maps.shape;
        return maps.dtype is ScalarType.Float32 or ScalarType.BFloat16 && size[1] % IElement.Lanes == 0
            && size[0] * size[2] * size[3] > 1 && maps.NumberOfElements * maps.ElementSize <= int.MaxValue; // as much as a span can be
    }
}
