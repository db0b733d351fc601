using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.FolderCheck;

namespace Microsoft.ML.SeNet.Tests.FolderCheck;

public sealed class NearHashIndexTests
{
    [Fact]
    public void Pairs_AnyHashes_AreThoseOfBruteForceEachOnce() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>(), Gen.Choose(0, NearHashIndex.MostDistance).ToArbitrary(), (seed, distance) =>
        {
            var hashes = SomeHashes(seed);
            var expected =
                from second in Enumerable.Range(0, hashes.Length)
                from first in Enumerable.Range(0, second)
                where BitOperations.PopCount(hashes[first] ^ hashes[second]) <= distance
                orderby first, second
                select (first, second);

            return expected.SequenceEqual(new NearHashIndex(hashes, distance).Pairs().Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pairs_NoHashes_AreNone() => Assert.Empty(new NearHashIndex([], 3).Pairs());

    [Theory]
    [InlineData(-1)]
    [InlineData(12)]
    public void Constructor_DistanceOutOfRange_IsRefused(int distance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NearHashIndex([1], distance));

    [Fact]
    public void Pairs_Cancelled_Ends() =>
        Assert.Throws<OperationCanceledException>(() => new NearHashIndex([1, 1], 0).Pairs(new CancellationToken(canceled: true)).Count());

    // Some by chance, and around each some that differ in a few bits: else there would hardly be a pair.
    private static ulong[] SomeHashes(long seed)
    {
        var random = new Seeds(seed).Stream("hashes");
        var hashes = new List<ulong>();
        for (var family = 0; family < 6; family++)
        {
            var first = random.NextUInt64();
            for (var member = random.NextInt32(6); member >= 0; member--)
            {
                var hash = first;
                for (var flips = random.NextInt32(10); flips > 0; flips--)
                    hash ^= 1UL << random.NextInt32(64);
                hashes.Add(hash);
            }
        }
        var all = hashes.ToArray();
        random.Shuffle<ulong>(all);
        return all;
    }
}
