using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Common;

public sealed class SeedsTests
{
    // Computed by an independent implementation of splitmix64 and FNV-1a in Python, itself checked on the published test values of both.
    [Theory]
    [InlineData(0, "shuffle", 0, 2536483840709962346)]
    [InlineData(1, "shuffle", 0, 4494157590490138501)]
    [InlineData(1, "shuffle", 1, 7530174118157586237)]
    [InlineData(1, "shuffle", 1000, 1806742308554546076)]
    [InlineData(1, "weights", 0, 16024994463202367029)]
    [InlineData(-1, "weights", 0, 2451130362692793255)]
    [InlineData(1, "größe", 0, 11827142103477474877)]
    [InlineData(long.MaxValue, "a", 0, 17352414194493169173)]
    [InlineData(1, "a", 0, 17364177317273994492)]
    public void Derive_KnownInput_GivesTheDocumentedNumber(long seed, string stream, long index, ulong expected) =>
        Assert.Equal(expected, new Seeds(seed).Derive(stream, index));

    [Fact]
    public void Derive_ManySeedsNamesAndIndices_GivesNoNumberTwice()
    {
        var all = from seed in Enumerable.Range(-10, 20)
                  from name in new[] { "shuffle", "weights", "dropout", "a", "b" }
                  from index in Enumerable.Range(0, 100)
                  select new Seeds(seed).Derive(name, index);

        Assert.Equal(20 * 5 * 100, all.Distinct().Count());
    }

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(1, new[] { 0 })]
    [InlineData(10, new[] { 1, 4, 7, 5, 3, 0, 6, 2, 9, 8 })]
    public void Shuffle_KnownInput_GivesTheKnownOrder(int count, int[] expected) =>
        Assert.Equal(expected, new Seeds(1).Shuffle(count, "shuffle"));

    [Fact]
    public void Shuffle_NextIndex_GivesAnotherKnownOrder() =>
        Assert.Equal([5, 4, 7, 1, 8, 6, 0, 2, 3, 9], new Seeds(1).Shuffle(10, "shuffle", 1));

    [Fact]
    public void Shuffle_AnySeedAndCount_IsAPermutationAndRepeatable() =>
        Prop.ForAll<long, byte>((seed, count) =>
        {
            var order = new Seeds(seed).Shuffle(count, "shuffle");
            return order.Order().SequenceEqual(Enumerable.Range(0, count))
                && order.SequenceEqual(new Seeds(seed).Shuffle(count, "shuffle"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Shuffle_OfThree_GivesEachOrderEquallyOften()
    {
        const int Draws = 60_000;
        var sut = new Seeds(7);

        var counts = Enumerable.Range(0, Draws).CountBy(index => string.Concat(sut.Shuffle(3, "shuffle", index))).ToDictionary();

        // Standard deviation sqrt(n p (1-p)) = 91: five of them.
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, (Draws / 6) - 456, (Draws / 6) + 456));
    }

    [Fact]
    public void Shuffle_NegativeCount_IsRefused() =>
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => new Seeds(1).Shuffle(-1, "shuffle")).ParamName);

    [Fact]
    public void Derive_EmptyName_IsRefused() =>
        Assert.Equal("stream", Assert.Throws<ArgumentException>(() => new Seeds(1).Derive("")).ParamName);

    [Fact]
    public void Generator_SameStream_GivesSameNumbers()
    {
        using var first = new Seeds(1).Generator("weights");
        using var second = new Seeds(1).Generator("weights");
        using var other = new Seeds(1).Generator("dropout");

        Assert.Equal(Draw(first), Draw(second));
        Assert.NotEqual(Draw(first), Draw(other));
    }

    private static float[] Draw(Generator generator)
    {
        using var numbers = rand(8, generator: generator);
        return numbers.data<float>().ToArray();
    }
}
