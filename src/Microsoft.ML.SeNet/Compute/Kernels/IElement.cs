using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>How sixteen neighboring channels of a map come from memory as float32 and go back.</summary>
internal unsafe interface IElement
{
    /// <summary>Channels that are loaded at a time; a map has a multiple of them.</summary>
    internal const int Lanes = 16;

    /// <summary>Bytes of one number.</summary>
    static abstract int Size { get; }

    /// <summary>Sixteen channels; the first eight and the last.</summary>
    static abstract (Vector256<float> First, Vector256<float> Last) Load(byte* from);

    static abstract void Store(byte* to, Vector256<float> first, Vector256<float> last);
}

/// <summary>Float32 maps.</summary>
internal unsafe struct Float32Element : IElement
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Last) Load(byte* from) =>
        (Vector256.Load((float*)from), Vector256.Load((float*)from + Vector256<float>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* to, Vector256<float> first, Vector256<float> last)
    {
        first.Store((float*)to);
        last.Store((float*)to + Vector256<float>.Count);
    }
}

/// <summary>Bfloat16 maps. A bfloat16 is the upper half of a float32.</summary>
internal unsafe struct BFloat16Element : IElement
{
    private const int HalfBits = 16;
    private const uint Half = 0x7FFF;
    private const uint Quiet = 0x00400000;

    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Last) Load(byte* from)
    {
        var (first, last) = Vector256.Widen(Vector256.Load((ushort*)from));
        return ((first << HalfBits).AsSingle(), (last << HalfBits).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* to, Vector256<float> first, Vector256<float> last) =>
        Vector256.Narrow(Rounded(first) >>> HalfBits, Rounded(last) >>> HalfBits).Store((ushort*)to);

    /// <summary>To the nearest, ties to even, in the upper half; what is not a number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rounded(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = bits + ((bits >>> HalfBits) & Vector256<uint>.One) + Vector256.Create(Half);
        return Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, bits | Vector256.Create(Quiet));
    }
}
