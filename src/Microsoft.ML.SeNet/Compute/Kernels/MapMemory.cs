using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>The memory of tensors on the CPU. A pointer is good as long as its tensor is.</summary>
internal static unsafe class MapMemory
{
    /// <summary>Maps (N, C, H, W) as they are passed over: (N, H, W, C), contiguous. Costs nothing where they are channels-last.</summary>
    internal static Tensor Rows(Tensor maps) => Contiguous(maps.permute(0, 2, 3, 1));

    /// <summary>The tensor itself where it is contiguous: no operator is called, which is worth having where many small ones are.</summary>
    internal static Tensor Contiguous(Tensor tensor) => tensor.is_contiguous() ? tensor : tensor.contiguous();

    /// <summary>(N, H, W, C) → (N, C, H, W), channels-last.</summary>
    internal static Tensor Maps(Tensor rows) => rows.permute(0, 3, 1, 2);

    internal static byte* Bytes(Tensor contiguous) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(contiguous.bytes));

    internal static float* Floats(Tensor contiguous) => (float*)Bytes(contiguous);

    internal static double* Doubles(Tensor contiguous) => (double*)Bytes(contiguous);

    internal static Tensor NewFloats(params long[] size) => empty(size, ScalarType.Float32);
}
