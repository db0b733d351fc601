namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// oneDNN 3.7.1's own note of the processor (<c>Xbyak::util::Cpu</c>) as 32-bit words: 7 to 16 are the sizes of its data caches in bytes, 17 to 26 the cores
/// that share a level, 27 is the number of levels.
/// </summary>
internal static class CacheWords
{
    /// <summary>All words of the object.</summary>
    internal const int Count = 36;

    private const int Sizes = 7;
    private const int Sharing = 17;
    private const int LevelCount = 27;
    private const int Levels = 3;
    private const int MostLevels = 10;
    private const uint MostCores = 4096; // a field of twelve bits

    /// <summary>Whether the object has been made: oneDNN does that when it is first used.</summary>
    internal static bool AreSet(ReadOnlySpan<uint> words) => words[..Count].ContainsAnyExcept(0u);

    /// <summary>Whether the words are exactly those of three levels, of which the leaves hide at least one.</summary>
    /// <param name="words">The object.</param>
    /// <param name="leaves">What the processor says to oneDNN.</param>
    internal static bool AreBroken(ReadOnlySpan<uint> words, CacheLeaves leaves)
    {
        var sharing = words.Slice(Sharing, MostLevels);
        return leaves.AnyHidden && words[LevelCount] == Levels
            && words.Slice(Sizes, Levels).SequenceEqual([.. leaves.Sizes]) && !words.Slice(Sizes + Levels, MostLevels - Levels).ContainsAnyExcept(0u)
            && !sharing[..Levels].ContainsAnyExceptInRange(1u, MostCores) && !sharing[Levels..].ContainsAnyExcept(0u);
    }

    /// <summary>Makes of them those of an AMD processor that hides all its caches, for tests.</summary>
    internal static void Hide(Span<uint> words)
    {
        words[Sizes..(LevelCount + 1)].Clear();
        words.Slice(Sizes, Levels).Fill(1);
        words.Slice(Sharing, Levels).Fill(1);
        words[LevelCount] = Levels;
    }

    /// <summary>Puts the sizes of hidden levels right.</summary>
    internal static void Repair(Span<uint> words, CacheSizes sizes)
    {
        for (var level = 0; level < Levels; level++)
        {
            if (!CacheLeaves.IsHidden(words[Sizes + level]))
                continue;
            words[Sizes + level] = sizes.Levels[level];
            words[Sharing + level] = level == Levels - 1 ? CacheSizes.CoresOfThird : 1;
        }
    }
}
