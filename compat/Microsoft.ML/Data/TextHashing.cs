using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>ML.NET's hash of texts: murmur hash 3 (x86, 32 bits) over something like UTF-8. What it does to letters beyond ASCII is its own.</summary>
internal static class TextHashing
{
    public static uint Hash(uint seed, ReadOnlySpan<char> text)
    {
        var (hash, waiting, bits, length) = (seed, 0UL, 0, 0);
        foreach (uint symbol in text)
        {
            (waiting, bits) = Append(waiting, bits, symbol);
            if (bits < 32)
                continue;
            hash = TauswortheHybrid.Murmur(hash, (uint)waiting);
            (waiting, bits, length) = (waiting >> 32, bits - 32, length + 4);
        }
        length += bits / 8;
        if ((length & 3) > 0)
        {
            uint tail = (uint)waiting & (0xFFFFFFu >> (8 * (3 - (length & 3))));
            hash ^= BitOperations.RotateLeft(tail * 0xCC9E2D51, 15) * 0x1B873593;
        }
        return Mixed(hash ^ (uint)length);
    }

    private static (ulong Waiting, int Bits) Append(ulong waiting, int bits, uint symbol)
    {
        if (symbol <= 0x7F)
            return (waiting | ((ulong)symbol << bits), bits + 8);
        if (symbol <= 0x7FF)
        {
            waiting |= (ulong)((symbol & 0x3F) | ((symbol << 2) & 0x1F00) | 0xC080) << bits;
            return (((waiting & 0xFF) << 8) | (waiting >> 8), bits + 16);
        }
        waiting |= (ulong)((symbol & 0x3F) | ((symbol << 2) & 0x3F00) | ((symbol << 4) & 0x0F0000) | 0xE08080) << bits;
        return (((waiting & 0xFF) << 16) | (((waiting >> 8) & 0xFF) << 8) | (waiting >> 16), bits + 24);
    }

    private static uint Mixed(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
