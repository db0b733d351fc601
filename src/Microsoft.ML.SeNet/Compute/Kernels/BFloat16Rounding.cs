using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>Maps in bfloat16, rounded as libtorch rounds it, which takes one number at a time.</summary>
internal static unsafe class BFloat16Rounding
{
    // Vectors that are worth a thread.
    private const int LeastVectors = 1 << 10;

    /// <summary>Maps (N, C, H, W) in the type asked for; themselves where they have it.</summary>
    internal static Tensor To(Tensor maps, ScalarType type) =>
        type == ScalarType.BFloat16 && maps.dtype == ScalarType.Float32
        && maps.device_type == DeviceType.CPU && maps.numel() >= IElement.Lanes
            ? Rounded(maps)
            : maps.to(type);

    private static Tensor Rounded(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var rows = MapMemory.Rows(maps); // (N, H, W, C)
        var narrow = empty(rows.shape, ScalarType.BFloat16);
        var (from, to, count) = ((IntPtr)MapMemory.Bytes(rows), (IntPtr)MapMemory.Bytes(narrow), rows.numel()); // good as long as the scope
        ComputeTeam.Run(
            count / IElement.Lanes, LeastVectors,
            (first, end) => Range((byte*)from, (byte*)to, first * IElement.Lanes, end * IElement.Lanes));
        Range((byte*)from, (byte*)to, count - IElement.Lanes, count); // the last ones, some for the second time
        return MapMemory.Maps(narrow).MoveToOuterDisposeScope();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Range(byte* from, byte* to, long first, long end)
    {
        for (var at = first; at < end; at += IElement.Lanes)
        {
            var (lower, upper) = Float32Element.Load(from + (at * Float32Element.Size));
            BFloat16Element.Store(to + (at * BFloat16Element.Size), lower, upper);
        }
    }
}
