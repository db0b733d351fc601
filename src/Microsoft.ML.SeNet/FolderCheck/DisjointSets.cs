namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>Gathers places into groups pair by pair (union-find with path halving; Tarjan, van Leeuwen, https://doi.org/10.1145/62.2160).</summary>
/// <param name="count">How many places there are.</param>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>The lowest place of the group that a place is in.</summary>
    internal int First(int place)
    {
        while (_parents[place] != place)
            place = _parents[place] = _parents[_parents[place]];
        return place;
    }

    /// <summary>Makes one group of two.</summary>
    internal void Join(int one, int other)
    {
        (one, other) = (First(one), First(other));
        _parents[Math.Max(one, other)] = Math.Min(one, other);
    }

    /// <summary>The groups of two places or more, by their first place; the places of each in order.</summary>
    internal IEnumerable<int[]> Groups() =>
        Enumerable.Range(0, _parents.Length).GroupBy(First).Select(group => group.ToArray()).Where(group => group.Length > 1);
}
