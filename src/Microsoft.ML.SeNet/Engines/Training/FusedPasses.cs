using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The passes of training on the CPU: where batch normalization goes by the batch, on float32 or bfloat16 maps, each is an autograd
/// function of ours. Elsewhere the plain operators stay: other devices have fused kernels of their own, and float64 is for checks.
/// </summary>
internal sealed class FusedPasses : PlainPasses
{
    /// <summary>The one place that decides what networks compute by.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A user's own loop calls nothing but the network, which knows no engine.")]
    internal static void Choose() => INetworkPasses.Chosen = new FusedPasses();

    /// <inheritdoc/>
    /// <remarks>Fused in training where the maps have a gradient.</remarks>
    public override Tensor Pool(Tensor maps, StemPooling pooling, bool trains)
    {
        if (!trains || !is_grad_enabled() || !maps.requires_grad || maps.device_type != DeviceType.CPU || !IsFusable(maps))
            return base.Pool(maps, pooling, trains);
        var (height, width) = (maps.shape[2], maps.shape[3]);
        return pooling == StemPooling.Padded
            ? FusedMaxPooling.Of(maps, 1, (height + 1) / 2, (width + 1) / 2)
            : FusedMaxPooling.Of(maps, 0, height / 2, width / 2);
    }

    public override Tensor Norm(BatchNorm2d normalization, Tensor maps, bool rectifies) =>
        StateFor(maps, normalization) is { } state
            ? FusedNormalization.Of(maps, state, rectifies)
            : base.Norm(normalization, maps, rectifies);

    protected override Tensor NormScaleAdd(
        BatchNorm2d normalization, SqueezeExcitation? squeezeExcitation, Tensor maps, Tensor identity, bool rectifiesFirst) =>
        !rectifiesFirst && identity.dtype == maps.dtype && squeezeExcitation?.IsStandard != false
            && StateFor(maps, normalization) is { } state
            ? FusedBlockEnd.Of(maps, identity, state, squeezeExcitation?.Weights)
            : base.NormScaleAdd(normalization, squeezeExcitation, maps, identity, rectifiesFirst);

    /// <summary>The tensors of a normalization that can be fused; null where it cannot.</summary>
    private static NormalizationState? StateFor(Tensor maps, BatchNorm2d normalization) =>
        normalization.training && is_grad_enabled() && maps.device_type == DeviceType.CPU && IsFusable(maps)
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
