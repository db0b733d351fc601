using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Compute.OneDnn;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>Finds out what the hardware computes in.</summary>
internal static class Precisions
{
    // CPUID leaf 7, sub-leaf 1: EAX bit 5 is AVX512_BF16.
    private const int FeatureLeaf = 7;
    private const int BFloat16Bit = 1 << 5;

    /// <summary>Whether bfloat16 is worth it there: the processor has it in hardware and libtorch computes with oneDNN.
    /// Of a GPU nobody can ask.</summary>
    internal static bool IsFastInBFloat16(Device device) =>
        device.type == global::TorchSharp.DeviceType.CPU && HasBFloat16() && OneDnnLibrary.IsUsable;

    /// <summary>Whether libtorch's convolutions take bfloat16 there at all, in hardware or not.</summary>
    internal static bool CanBFloat16(Device device) =>
        device.type != global::TorchSharp.DeviceType.CPU || (Avx512F.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.IsSupported);

    private static bool HasBFloat16() =>
        X86Base.IsSupported && Avx512F.IsSupported && X86Base.CpuId(0, 0).Eax >= FeatureLeaf
        && (X86Base.CpuId(FeatureLeaf, 1).Eax & BFloat16Bit) != 0;
}
