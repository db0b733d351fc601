using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Compute.OneDnn;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet;

/// <summary>What a training computes in. Weights, momentum and batch normalization are float32 in any case, and so is the finished model.</summary>
public enum TrainingPrecision
{
    /// <summary>Everything in float32.</summary>
    Float32,

    /// <summary>Convolutions and fully connected layers in bfloat16: about twice as fast where the processor has it in hardware, slower where not.</summary>
    BFloat16,

    /// <summary><see cref="BFloat16"/> on a processor that has it in hardware (AVX-512 BF16) where libtorch computes with oneDNN, else <see cref="Float32"/>; on a GPU, which TorchSharp cannot ask, <see cref="Float32"/> too.</summary>
    Automatic,
}

/// <summary>Finds out what the hardware has.</summary>
internal static class Precisions
{
    // CPUID leaf 7, sub-leaf 1: EAX bit 5 is AVX512_BF16.
    private const int FeatureLeaf = 7;
    private const int BFloat16Bit = 1 << 5;

    /// <summary>The precision to compute in on a device: never <see cref="TrainingPrecision.Automatic"/>.</summary>
    internal static TrainingPrecision Resolve(TrainingPrecision wanted, Device device) =>
        wanted != TrainingPrecision.Automatic ? wanted
        : device.type == global::TorchSharp.DeviceType.CPU && HasBFloat16() && OneDnnLibrary.IsUsable ? TrainingPrecision.BFloat16
        : TrainingPrecision.Float32;

    /// <summary>Whether libtorch's convolutions take bfloat16 there at all, in hardware or not.</summary>
    internal static bool CanBFloat16(Device device) =>
        device.type != global::TorchSharp.DeviceType.CPU || (Avx512F.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.IsSupported);

    private static bool HasBFloat16() =>
        X86Base.IsSupported && Avx512F.IsSupported && X86Base.CpuId(0, 0).Eax >= FeatureLeaf && (X86Base.CpuId(FeatureLeaf, 1).Eax & BFloat16Bit) != 0;
}
