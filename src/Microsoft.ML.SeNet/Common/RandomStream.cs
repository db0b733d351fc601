using System.Numerics;

namespace Microsoft.ML.SeNet.Common;

/// <summary>
/// A stream of random numbers by xoshiro256** (Blackman, Vigna: "Scrambled Linear Pseudorandom Number Generators", arXiv 1805.01407).
/// Its own, because <see cref="System.Random"/> may change its numbers between .NET versions. Not thread-safe: one stream a thread.
/// </summary>
internal sealed class RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts from the first four splitmix64 outputs of <paramref name="seed"/>, as the generator's authors recommend.</summary>
    /// <param name="seed">The seed, as <see cref="Seeds.Derive"/> makes it.</param>
    internal RandomStream(ulong seed) => Restart(seed);

    /// <summary>Begins anew, as a stream made with <paramref name="seed"/> would.</summary>
    internal void Restart(ulong seed)
    {
        unchecked
        {
            _s0 = SplitMix64.First(seed);
            _s1 = SplitMix64.First(seed + SplitMix64.Gamma);
            _s2 = SplitMix64.First(seed + (2 * SplitMix64.Gamma));
            _s3 = SplitMix64.First(seed + (3 * SplitMix64.Gamma));
        }
    }

    /// <summary>The next 64 random bits.</summary>
    internal ulong NextUInt64()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            var t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    internal double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [0, <paramref name="bound"/>), each exactly as likely as the others.</summary>
    /// <param name="bound">At least 1.</param>
    internal int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var range = (uint)bound;
        // Lemire's multiplication (arXiv 1805.10941): the upper word is the number; the least lower words would favour some numbers.
        var product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = unchecked(0 - range) % range;
            while ((uint)product < threshold)
                product = (NextUInt64() >> 32) * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>Brings the items into an order drawn uniformly (Fisher–Yates, from the last item down).</summary>
    /// <param name="items">Reordered in place.</param>
    /// <typeparam name="T">What is shuffled.</typeparam>
    internal void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var chosen = NextInt32(last + 1);
            (items[last], items[chosen]) = (items[chosen], items[last]);
        }
    }
}

/// <summary>The mixing function of the splitmix64 generator (Steele, Lea, Flood: "Fast Splittable Pseudorandom
/// Number Generators", 2014).</summary>
internal static class SplitMix64
{
    /// <summary>What the generator adds to its state per output: 2^64 divided by the golden ratio, odd.</summary>
    internal const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>The first output of the generator in state <paramref name="state"/>.</summary>
    internal static ulong First(ulong state)
    {
        unchecked
        {
            var z = state + Gamma;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
