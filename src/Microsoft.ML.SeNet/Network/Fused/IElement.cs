using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>Own: how sixteen neighbouring channels of a map come from memory as float32 and go back.</summary>
internal unsafe interface IElement
{
    /// <summary>Channels that are loaded at a time; a map has a multiple of them.</summary>
    internal const int Lanes = 16;

    /// <summary>Bytes of one number.</summary>
    static abstract int Size { get; }

    /// <summary>The place of a channel in an array of one float32 a channel that is in the order of <see cref="Load"/>.</summary>
    static abstract int Place(int channel);

    /// <summary>Sixteen channels; the first eight places and the last.</summary>
    static abstract (Vector256<float> First, Vector256<float> Last) Load(byte* from);

    static abstract void Store(byte* to, Vector256<float> first, Vector256<float> last);
}

/// <summary>Own: float32 maps; the places are the channels.</summary>
internal unsafe struct Float32Element : IElement
{
    public static int Size => sizeof(float);

    public static int Place(int channel) => channel;

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

/// <summary>
/// Own: bfloat16 maps. A bfloat16 is the upper half of a float32, so in a vector of pairs the odd channels are there already and the even ones
/// are a shift away: the places are the even channels of sixteen, then the odd ones.
/// </summary>
internal unsafe struct BFloat16Element : IElement
{
    private const uint Upper = 0xFFFF0000;
    private const uint Half = 0x7FFF;
    private const uint Quiet = 0x00400000;

    public static int Size => sizeof(ushort);

    public static int Place(int channel) => (channel & ~15) + ((channel & 15) >> 1) + ((channel & 1) << 3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Last) Load(byte* from)
    {
        var pairs = Vector256.Load((uint*)from);
        return ((pairs << 16).AsSingle(), (pairs & Vector256.Create(Upper)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* to, Vector256<float> first, Vector256<float> last) =>
        ((Rounded(first) >>> 16) | (Rounded(last) & Vector256.Create(Upper))).Store((uint*)to);

    /// <summary>To the nearest, ties to even, in the upper half; what is not a number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rounded(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = bits + ((bits >>> 16) & Vector256<uint>.One) + Vector256.Create(Half);
        return Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, bits | Vector256.Create(Quiet));
    }
}
