using System.Numerics;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>
/// Finds the pairs of 64-bit hashes that differ in few bits, without comparing each with each: multi-index hashing (Norouzi, Punjani,
/// Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", https://arxiv.org/abs/1307.2982, section 3). Hashes within d = 4r + a
/// bits agree up to r bits in one of the first a + 1 of four 16-bit bands, or up to r − 1 bits in one of the others.
/// </summary>
internal sealed class NearHashIndex
{
    /// <summary>Beyond it so many neighbors of a band would be looked up that comparing each with each is as good.</summary>
    internal const int MostDistance = 11;

    private const int Bands = 4;
    private const int BandBits = 64 / Bands;
    private const int Values = 1 << BandBits;

    private readonly ulong[] _hashes;
    private readonly int _distance;
    private readonly int[] _radii;

    /// <summary>Prepares the search.</summary>
    /// <param name="hashes">The hashes.</param>
    /// <param name="distance">How many bits may differ, 0 to 11.</param>
    internal NearHashIndex(ulong[] hashes, int distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, MostDistance);
        (_hashes, _distance) = (hashes, distance);
        _radii = [.. Enumerable.Range(0, Bands).Select(band => (distance / Bands) - (band <= distance % Bands ? 0 : 1))];
    }

    /// <summary>Each pair of places within the distance, once, the lower place first, in an order that depends
    /// on the hashes alone.</summary>
    internal IEnumerable<(int First, int Second)> Pairs(CancellationToken cancel = default) =>
        Enumerable.Range(0, Bands).Where(band => _radii[band] >= 0).SelectMany(band => Pairs(band, cancel));

    private IEnumerable<(int First, int Second)> Pairs(int band, CancellationToken cancel)
    {
        var (places, starts) = Sort(band);
        var masks = Masks(_radii[band]);
        for (var value = 0; value < Values; value++)
        {
            if (starts[value] == starts[value + 1])
                continue;
            cancel.ThrowIfCancellationRequested();
            foreach (var mask in masks)
            {
                // Each two values meet once, at the lower of them.
                var other = value ^ mask;
                for (var i = starts[value]; other >= value && i < starts[value + 1]; i++)
                {
                    for (var j = mask == 0 ? i + 1 : starts[other]; j < starts[other + 1]; j++)
                    {
                        if (IsPair(places[i], places[j], band))
                            yield return (Math.Min(places[i], places[j]), Math.Max(places[i], places[j]));
                    }
                }
            }
        }
    }

    // A pair that an earlier band finds too is that band's.
    private bool IsPair(int one, int other, int band)
    {
        var difference = _hashes[one] ^ _hashes[other];
        if (BitOperations.PopCount(difference) > _distance)
            return false;
        for (var earlier = 0; earlier < band; earlier++)
        {
            if (BitOperations.PopCount((uint)Band(difference, earlier)) <= _radii[earlier])
                return false;
        }
        return true;
    }

    /// <summary>The places ordered by the value of a band, and where each value begins.</summary>
    private (int[] Places, int[] Starts) Sort(int band)
    {
        var starts = new int[Values + 1];
        foreach (var hash in _hashes)
            starts[Band(hash, band) + 1]++;
        for (var value = 0; value < Values; value++)
            starts[value + 1] += starts[value];
        var (places, next) = (new int[_hashes.Length], starts[..Values]);
        for (var place = 0; place < places.Length; place++)
            places[next[Band(_hashes[place], band)]++] = place;
        return (places, starts);
    }

    private static int Band(ulong hash, int band) => (int)(hash >> (band * BandBits)) & (Values - 1);

    private static int[] Masks(int radius) => [.. Enumerable.Range(0, Values).Where(mask => BitOperations.PopCount((uint)mask) <= radius)];
}
