using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>Functions of 16 numbers on processors with AVX-512. What is not a number stays none.</summary>
internal static class VectorFunctions
{
    // Where one is none, the processor gives the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> AtLeast(Vector512<float> x, Vector512<float> least) => Avx512F.Max(least, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> AtMost(Vector512<float> x, Vector512<float> most) => Avx512F.Min(most, x);

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> HardSigmoid(Vector512<float> x) =>
        AtMost(AtLeast(x + Vector512.Create(3f), Vector512<float>.Zero), Vector512.Create(6f)) * Vector512.Create(1f / 6);

    /// <summary>1 / (1 + e⁻ˣ), to about three units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Sigmoid(Vector512<float> x)
    {
        var divisor = Vector512<float>.One + Exp(-x);
        // Half of the digits, and by one step of Newton's the others.
        var inverse = Avx512F.Reciprocal14(divisor);
        return inverse * Vector512.FusedMultiplyAdd(-divisor, inverse, Vector512.Create(2f));
    }

    /// <summary>
    /// eˣ of x limited to ±87: 2ⁿ · eʳ with n the nearest whole number to x / ln 2, and eʳ by its Taylor series to the sixth
    /// power, of |r| up to ln 2 / 2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        const float Most = 87f;
        const float Log2E = 1.44269504f;
        const float Ln2 = 0.693147181f;
        const byte ToNearest = 0;
        x = AtLeast(AtMost(x, Vector512.Create(Most)), Vector512.Create(-Most));
        var n = Avx512F.RoundScale(x * Vector512.Create(Log2E), ToNearest);
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2), x);
        var e = Vector512.Create(1f / 720);
        e = Vector512.FusedMultiplyAdd(e, r, Vector512.Create(1f / 120));
        e = Vector512.FusedMultiplyAdd(e, r, Vector512.Create(1f / 24));
        e = Vector512.FusedMultiplyAdd(e, r, Vector512.Create(1f / 6));
        e = Vector512.FusedMultiplyAdd(e, r, Vector512.Create(0.5f));
        e = Vector512.FusedMultiplyAdd(e, r, Vector512<float>.One);
        e = Vector512.FusedMultiplyAdd(e, r, Vector512<float>.One);
        return Avx512F.Scale(e, n);
    }
}
