using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Network;

/// <summary>How numbers of one type lie in memory; kernels compute in float32, sixteen numbers at a time.</summary>
internal unsafe interface IElements
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Size { get; }

    /// <summary>Sixteen numbers from an index on.</summary>
    static abstract (Vector256<float> Low, Vector256<float> High) Load(byte* numbers, long index);

    /// <summary>Overwrites sixteen numbers from an index on.</summary>
    static abstract void Store(byte* numbers, long index, Vector256<float> low, Vector256<float> high);

    /// <summary>One number.</summary>
    static abstract float LoadOne(byte* numbers, long index);

    /// <summary>Overwrites one number.</summary>
    static abstract void StoreOne(byte* numbers, long index, float value);
}

/// <summary>float32.</summary>
internal readonly unsafe struct SingleElements : IElements
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(byte* numbers, long index) =>
        (Vector256.Load((float*)numbers + index), Vector256.Load((float*)numbers + index + Vector256<float>.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* numbers, long index, Vector256<float> low, Vector256<float> high)
    {
        low.Store((float*)numbers + index);
        high.Store((float*)numbers + index + Vector256<float>.Count);
    }

    public static float LoadOne(byte* numbers, long index) => ((float*)numbers)[index];

    public static void StoreOne(byte* numbers, long index, float value) => ((float*)numbers)[index] = value;
}

/// <summary>bfloat16: the upper half of a float32; rounded to the nearest, of two to the even one, and a NaN stays one.</summary>
internal readonly unsafe struct BFloat16Elements : IElements
{
    private const int LowerBits = 16;
    private const uint BelowHalf = 0x7FFF;
    private const uint QuietNaN = 0x7FC0_0000;

    public static int Size => sizeof(ushort);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> Low, Vector256<float> High) Load(byte* numbers, long index)
    {
        var (low, high) = Vector256.Widen(Vector256.Load((ushort*)numbers + index));
        return ((low << LowerBits).AsSingle(), (high << LowerBits).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* numbers, long index, Vector256<float> low, Vector256<float> high) =>
        Vector256.Narrow(Rounded(low), Rounded(high)).Store((ushort*)numbers + index);

    public static float LoadOne(byte* numbers, long index) => BitConverter.UInt32BitsToSingle((uint)((ushort*)numbers)[index] << LowerBits);

    public static void StoreOne(byte* numbers, long index, float value) => ((ushort*)numbers)[index] = (ushort)Rounded(Vector256.Create(value))[0];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rounded(Vector256<float> numbers)
    {
        var bits = numbers.AsUInt32();
        var rounded = bits + Vector256.Create(BelowHalf) + ((bits >>> LowerBits) & Vector256<uint>.One);
        return Vector256.ConditionalSelect(Vector256.Equals(numbers, numbers).AsUInt32(), rounded, Vector256.Create(QuietNaN)) >>> LowerBits;
    }
}
