using System.Text;
using TorchSharp;

namespace Microsoft.ML.SeNet.Common;

/// <summary>
/// The one type from which all randomness derives: named, independent streams of one seed. Equal seed, name and index give equal
/// numbers on every machine and .NET version.
/// </summary>
/// <remarks>
/// With <c>sm(x)</c> = the first output of the splitmix64 generator in state <c>x</c> and <c>h</c> = 64-bit FNV-1a of the name's UTF-8
/// bytes, the seed of a stream is <c>sm(sm(sm(seed) ^ h) + index * 0x9E3779B97F4A7C15)</c> (mod 2^64): output number <c>index</c>, from 0,
/// of a splitmix64 generator of the stream's own.
/// </remarks>
/// <param name="seed">Any number, all 64 bits of which count.</param>
internal sealed class Seeds(long seed)
{
    /// <summary>A seed that nobody chose, from the system's own source of chance.</summary>
    internal static Seeds Fresh() => new(Random.Shared.NextInt64());

    /// <summary>The seed that this object was made with.</summary>
    internal long Seed { get; } = seed;

    /// <summary>The 64-bit seed of a stream; see the type's remarks for the function.</summary>
    /// <param name="stream">What the numbers are for, such as "shuffle".</param>
    /// <param name="index">Tells apart streams of one name, such as epochs or rows.</param>
    internal ulong Derive(string stream, long index = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        var own = SplitMix64.First(SplitMix64.First(unchecked((ulong)Seed)) ^ Fnv1a(stream));
        return SplitMix64.First(unchecked(own + ((ulong)index * SplitMix64.Gamma)));
    }

    /// <summary>A stream of numbers in managed code, for choices that are not tensors.</summary>
    /// <inheritdoc cref="Derive" path="/param"/>
    internal RandomStream Stream(string stream, long index = 0) => new(Derive(stream, index));

    /// <summary>A new torch generator on the CPU, which the caller disposes. libtorch's CPU generator uses the lower
    /// 32 bits of the seed.</summary>
    /// <inheritdoc cref="Derive" path="/param"/>
    internal torch.Generator Generator(string stream, long index = 0) => new(Derive(stream, index), torch.CPU);

    /// <summary>The numbers 0 … <paramref name="count"/> - 1 in an order drawn uniformly from the stream.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <param name="stream">What the order is for.</param>
    /// <param name="index">Tells apart streams of one name, such as epochs.</param>
    internal int[] Shuffle(int count, string stream, long index = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = Enumerable.Range(0, count).ToArray();
        Stream(stream, index).Shuffle(order.AsSpan());
        return order;
    }

    // Bytes that are taken from the stack, since streams are derived for each picture.
    private const int ShortName = 256;

    private static ulong Fnv1a(string text)
    {
        var hash = 0xCBF29CE484222325;
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = longest <= ShortName ? stackalloc byte[ShortName] : new byte[longest];
        foreach (var b in bytes[..Encoding.UTF8.GetBytes(text, bytes)])
            hash = unchecked((hash ^ b) * 0x100000001B3);
        return hash;
    }
}
