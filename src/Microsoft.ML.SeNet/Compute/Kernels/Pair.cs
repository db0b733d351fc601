using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>Sixteen float32 numbers as two vectors.</summary>
internal static unsafe class Pair
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector256<float> First, Vector256<float> Last) Load(float* from) =>
        (Vector256.Load(from), Vector256.Load(from + Vector256<float>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(float* to, Vector256<float> first, Vector256<float> last)
    {
        first.Store(to);
        last.Store(to + Vector256<float>.Count);
    }

    /// <summary>Adds to sixteen numbers in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add(float* sums, Vector256<float> first, Vector256<float> last)
    {
        var (sum0, sum1) = Load(sums);
        Store(sums, sum0 + first, sum1 + last);
    }

    /// <summary>Adds products to sixteen numbers in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddProduct(
        float* sums, Vector256<float> first, Vector256<float> last, Vector256<float> byFirst, Vector256<float> byLast)
    {
        var (sum0, sum1) = Load(sums);
        Store(sums, Vector256.FusedMultiplyAdd(first, byFirst, sum0), Vector256.FusedMultiplyAdd(last, byLast, sum1));
    }

    /// <summary>Zero where the value is below the floor; what is not a number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> ZeroBelow(Vector256<float> value, Vector256<float> floor) =>
        Vector256.AndNot(value, Vector256.LessThan(value, floor));

    /// <summary>Zero where the value is at the floor or below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> ZeroUnlessAbove(Vector256<float> gradient, Vector256<float> value, Vector256<float> floor) =>
        Vector256.AndNot(gradient, Vector256.LessThanOrEqual(value, floor));
}
