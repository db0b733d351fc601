using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>64 neighboring channels of a position in four registers.</summary>
internal unsafe struct Channels64
{
    internal const int Count = 64;

    private const int Lanes = 16;

    internal Vector512<float> A;
    internal Vector512<float> B;
    internal Vector512<float> C;
    internal Vector512<float> D;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Channels64 Load(float* from) => new()
    {
        A = Vector512.Load(from),
        B = Vector512.Load(from + Lanes),
        C = Vector512.Load(from + (2 * Lanes)),
        D = Vector512.Load(from + (3 * Lanes)),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Store(float* to)
    {
        A.Store(to);
        B.Store(to + Lanes);
        C.Store(to + (2 * Lanes));
        D.Store(to + (3 * Lanes));
    }

    /// <summary>this + factor · weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Channels64 Plus(float factor, in Channels64 weights)
    {
        var factors = Vector512.Create(factor);
        return new()
        {
            A = Vector512.FusedMultiplyAdd(factors, weights.A, A),
            B = Vector512.FusedMultiplyAdd(factors, weights.B, B),
            C = Vector512.FusedMultiplyAdd(factors, weights.C, C),
            D = Vector512.FusedMultiplyAdd(factors, weights.D, D),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Channels64 Plus(in Channels64 other) => new() { A = A + other.A, B = B + other.B, C = C + other.C, D = D + other.D };

    /// <summary>factors · this + others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Channels64 ScaledPlus(in Channels64 factors, in Channels64 others) => new()
    {
        A = Vector512.FusedMultiplyAdd(A, factors.A, others.A),
        B = Vector512.FusedMultiplyAdd(B, factors.B, others.B),
        C = Vector512.FusedMultiplyAdd(C, factors.C, others.C),
        D = Vector512.FusedMultiplyAdd(D, factors.D, others.D),
    };

    /// <summary>No less than the floor; what is not a number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly Channels64 AtLeast(Vector512<float> floor) =>
        new() { A = AtLeast(A, floor), B = AtLeast(B, floor), C = AtLeast(C, floor), D = AtLeast(D, floor) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> AtLeast(Vector512<float> numbers, Vector512<float> floor) =>
        Vector512.ConditionalSelect(Vector512.LessThan(numbers, floor), floor, numbers);
}
