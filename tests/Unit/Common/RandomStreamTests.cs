using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public sealed class RandomStreamTests
{
    // As in SeedsTests, from Python.
    [Fact]
    public void NextUInt64_Seed42_GivesTheKnownNumbers()
    {
        var sut = new RandomStream(42);

        Assert.Equal(
            [1546998764402558742, 6990951692964543102, 12544586762248559009, 17057574109182124193, 18295552978065317476],
            Enumerable.Range(0, 5).Select(_ => sut.NextUInt64()));
    }

    [Fact]
    public void NextDouble_Seed42_GivesTheKnownNumbers()
    {
        var sut = new RandomStream(42);

        Assert.Equal([0.08386297105988216, 0.3789802506626686, 0.6800434110281394], Enumerable.Range(0, 3).Select(_ => sut.NextDouble()));
    }

    [Fact]
    public void NextInt32_SmallBound_GivesTheKnownNumbers()
    {
        var sut = new RandomStream(42);

        Assert.Equal([0, 2, 4, 5, 5, 4, 4, 5, 4, 3, 4, 1, 4, 1, 4, 5, 3, 5, 4, 4], Enumerable.Range(0, 20).Select(_ => sut.NextInt32(6)));
    }

    [Fact]
    public void NextInt32_BoundThatRejects_GivesTheKnownNumbers()
    {
        // 12 numbers take 14 draws here: two are rejected.
        var sut = new RandomStream(42);

        Assert.Equal(
            [125794456, 568470375, 1020065116, 1387039417, 1154609190, 1078887866, 1275012665, 1142061571, 875023964,
                1023679304, 436016642, 482117449],
            Enumerable.Range(0, 12).Select(_ => sut.NextInt32(1_500_000_000)));
    }

    [Fact]
    public void NextInt32_BoundOne_IsZero() => Assert.Equal(0, new RandomStream(3).NextInt32(1));

    [Fact]
    public void NextInt32_BoundZero_IsRefused() =>
        Assert.Equal("bound", Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(3).NextInt32(0)).ParamName);
}
