namespace Microsoft.ML.SeNet.Common;

/// <summary>The mixing function of the splitmix64 generator (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).</summary>
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
