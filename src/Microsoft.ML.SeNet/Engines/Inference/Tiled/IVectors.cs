using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// Neighboring channels of a position in one to four registers of 16. Of a number that is no multiple of 16 the last register begins
/// before the last one but one ends: its first channels are in both.
/// </summary>
/// <typeparam name="T">The type itself.</typeparam>
internal unsafe interface IVectors<T> where T : struct, IVectors<T>
{
    internal const int Lanes = 16;

    /// <summary>How many registers.</summary>
    static abstract int Count { get; }

    /// <summary>Numbers one behind the other.</summary>
    static abstract T Load(float* from);

    /// <summary>Channels, the last register's beginning at a place of its own.</summary>
    static abstract T Load(float* from, nint last);

    /// <summary>Channels, the last register's beginning at a place of its own.</summary>
    void Store(float* to, nint last);

    /// <summary>this + factor · weights.</summary>
    T Plus(float factor, in T weights);

    T Plus(in T other);

    /// <summary>this + one · other.</summary>
    T PlusProduct(in T one, in T other);

    /// <summary>The activation of each.</summary>
    T Activated<TActivation>() where TActivation : struct, IVectorActivation;
}

/// <summary>16 channels.</summary>
internal unsafe struct Vectors1 : IVectors<Vectors1>
{
    private Vector512<float> _a;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors1 Load(float* from) => new() { _a = Vector512.Load(from) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors1 Load(float* from, nint last) => new() { _a = Vector512.Load(from + last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, nint last) => _a.Store(to + last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors1 Plus(float factor, in Vectors1 weights) =>
        new() { _a = Vector512.FusedMultiplyAdd(Vector512.Create(factor), weights._a, _a) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors1 Plus(in Vectors1 other) => new() { _a = _a + other._a };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors1 PlusProduct(in Vectors1 one, in Vectors1 other) =>
        new() { _a = Vector512.FusedMultiplyAdd(one._a, other._a, _a) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors1 Activated<TActivation>() where TActivation : struct, IVectorActivation =>
        new() { _a = TActivation.Of(_a) };
}

/// <summary>17 to 32 channels.</summary>
internal unsafe struct Vectors2 : IVectors<Vectors2>
{
    private Vector512<float> _a;
    private Vector512<float> _b;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors2 Load(float* from) => Load(from, IVectors<Vectors2>.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors2 Load(float* from, nint last) => new() { _a = Vector512.Load(from), _b = Vector512.Load(from + last) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, nint last)
    {
        _a.Store(to);
        _b.Store(to + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors2 Plus(float factor, in Vectors2 weights)
    {
        var factors = Vector512.Create(factor);
        return new()
        {
            _a = Vector512.FusedMultiplyAdd(factors, weights._a, _a),
            _b = Vector512.FusedMultiplyAdd(factors, weights._b, _b),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors2 Plus(in Vectors2 other) => new() { _a = _a + other._a, _b = _b + other._b };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors2 PlusProduct(in Vectors2 one, in Vectors2 other) => new()
    {
        _a = Vector512.FusedMultiplyAdd(one._a, other._a, _a),
        _b = Vector512.FusedMultiplyAdd(one._b, other._b, _b),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors2 Activated<TActivation>() where TActivation : struct, IVectorActivation =>
        new() { _a = TActivation.Of(_a), _b = TActivation.Of(_b) };
}

/// <summary>33 to 48 channels.</summary>
internal unsafe struct Vectors3 : IVectors<Vectors3>
{
    private Vector512<float> _a;
    private Vector512<float> _b;
    private Vector512<float> _c;

    public static int Count => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors3 Load(float* from) => Load(from, 2 * IVectors<Vectors3>.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors3 Load(float* from, nint last) => new()
    {
        _a = Vector512.Load(from), _b = Vector512.Load(from + IVectors<Vectors3>.Lanes), _c = Vector512.Load(from + last),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, nint last)
    {
        _a.Store(to);
        _b.Store(to + IVectors<Vectors3>.Lanes);
        _c.Store(to + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors3 Plus(float factor, in Vectors3 weights)
    {
        var factors = Vector512.Create(factor);
        return new()
        {
            _a = Vector512.FusedMultiplyAdd(factors, weights._a, _a),
            _b = Vector512.FusedMultiplyAdd(factors, weights._b, _b),
            _c = Vector512.FusedMultiplyAdd(factors, weights._c, _c),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors3 Plus(in Vectors3 other) => new() { _a = _a + other._a, _b = _b + other._b, _c = _c + other._c };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors3 PlusProduct(in Vectors3 one, in Vectors3 other) => new()
    {
        _a = Vector512.FusedMultiplyAdd(one._a, other._a, _a),
        _b = Vector512.FusedMultiplyAdd(one._b, other._b, _b),
        _c = Vector512.FusedMultiplyAdd(one._c, other._c, _c),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors3 Activated<TActivation>() where TActivation : struct, IVectorActivation =>
        new() { _a = TActivation.Of(_a), _b = TActivation.Of(_b), _c = TActivation.Of(_c) };
}

/// <summary>49 to 64 channels.</summary>
internal unsafe struct Vectors4 : IVectors<Vectors4>
{
    private Vector512<float> _a;
    private Vector512<float> _b;
    private Vector512<float> _c;
    private Vector512<float> _d;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors4 Load(float* from) => Load(from, 3 * IVectors<Vectors4>.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vectors4 Load(float* from, nint last) => new()
    {
        _a = Vector512.Load(from),
        _b = Vector512.Load(from + IVectors<Vectors4>.Lanes),
        _c = Vector512.Load(from + (2 * IVectors<Vectors4>.Lanes)),
        _d = Vector512.Load(from + last),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* to, nint last)
    {
        _a.Store(to);
        _b.Store(to + IVectors<Vectors4>.Lanes);
        _c.Store(to + (2 * IVectors<Vectors4>.Lanes));
        _d.Store(to + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors4 Plus(float factor, in Vectors4 weights)
    {
        var factors = Vector512.Create(factor);
        return new()
        {
            _a = Vector512.FusedMultiplyAdd(factors, weights._a, _a),
            _b = Vector512.FusedMultiplyAdd(factors, weights._b, _b),
            _c = Vector512.FusedMultiplyAdd(factors, weights._c, _c),
            _d = Vector512.FusedMultiplyAdd(factors, weights._d, _d),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors4 Plus(in Vectors4 other) =>
        new() { _a = _a + other._a, _b = _b + other._b, _c = _c + other._c, _d = _d + other._d };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors4 PlusProduct(in Vectors4 one, in Vectors4 other) => new()
    {
        _a = Vector512.FusedMultiplyAdd(one._a, other._a, _a),
        _b = Vector512.FusedMultiplyAdd(one._b, other._b, _b),
        _c = Vector512.FusedMultiplyAdd(one._c, other._c, _c),
        _d = Vector512.FusedMultiplyAdd(one._d, other._d, _d),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vectors4 Activated<TActivation>() where TActivation : struct, IVectorActivation =>
        new() { _a = TActivation.Of(_a), _b = TActivation.Of(_b), _c = TActivation.Of(_c), _d = TActivation.Of(_d) };
}
