using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Puts pixels of four bytes, the last of which is alpha, on white. Their colors are multiplied by alpha already, as Skia's decoders and
/// <see cref="Data.MLImage"/> have them, so that white shows through with 255 - alpha.
/// </summary>
internal static class WhiteGround
{
    private const int AlphaShift = 24;

    // For each byte of four pixels the alpha of its pixel.
    private static readonly Vector128<byte> s_alpha = Vector128.Create((byte)3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15);

    /// <summary>Whether white shows through anywhere. Where there are colors and no alpha at all, the fourth byte means nothing.</summary>
    internal static bool ShowsThrough(ReadOnlySpan<byte> pixels)
    {
        var (all, any) = (uint.MaxValue, 0u);
        var words = MemoryMarshal.Cast<byte, uint>(pixels);
        var vectors = MemoryMarshal.Cast<uint, Vector128<uint>>(words);
        Vector128<uint> alls = Vector128<uint>.AllBitsSet, anys = Vector128<uint>.Zero;
        foreach (var vector in vectors)
            (alls, anys) = (alls & vector, anys | vector);
        for (var lane = 0; lane < Vector128<uint>.Count; lane++)
            (all, any) = (all & alls[lane], any | anys[lane]);
        foreach (var word in words[(vectors.Length * Vector128<uint>.Count)..])
            (all, any) = (all & word, any | word);
        var hasColorsOnly = any >> AlphaShift == 0 && any != 0;
        return all >> AlphaShift != byte.MaxValue && !hasColorsOnly;
    }

    /// <summary>Composes pixels in place; colors above their alpha, which no such pixel has, end at white.</summary>
    internal static void Compose(Span<byte> pixels)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector128<byte>>(pixels);
        foreach (ref var four in vectors)
            four = Vector128.AddSaturate(four, ~Vector128.Shuffle(four, s_alpha));
        var rest = pixels[(vectors.Length * Vector128<byte>.Count)..];
        for (var i = 0; i < rest.Length; i += 4)
        {
            var white = byte.MaxValue - rest[i + 3];
            for (var color = i; color < i + 3; color++)
                rest[color] = (byte)Math.Min(rest[color] + white, byte.MaxValue);
        }
    }
}
