using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

public class CacheWordsTests
{
    private static readonly CacheLeaves s_allHidden = new([1, 1, 1]);

    [Fact]
    public void AreBroken_AllLevelsOfOneByte_IsTrue() => Assert.True(CacheWords.AreBroken(Words(1, 1, 1), s_allHidden));

    [Fact]
    public void AreBroken_OneLevelOfOneByte_IsTrue() =>
        Assert.True(CacheWords.AreBroken(Words(49152, 1048576, 1), new CacheLeaves([49152, 1048576, 1])));

    [Fact]
    public void AreBroken_NoLevelHidden_IsFalse() =>
        Assert.False(CacheWords.AreBroken(Words(49152, 1048576, 33554432), new CacheLeaves([49152, 1048576, 33554432])));

    [Theory]
    [InlineData(7, 2u)]
    [InlineData(9, 0u)]
    [InlineData(10, 1u)]
    [InlineData(16, 1u)]
    [InlineData(17, 0u)]
    [InlineData(19, 5000u)]
    [InlineData(20, 1u)]
    [InlineData(26, 1u)]
    [InlineData(27, 0u)]
    [InlineData(27, 4u)]
    public void AreBroken_OneWordOtherwise_IsFalse(int word, uint value)
    {
        var words = Words(1, 1, 1);
        words[word] = value;

        Assert.False(CacheWords.AreBroken(words, s_allHidden));
    }

    [Fact]
    public void AreSet_OnlyZeros_IsFalse()
    {
        Assert.False(CacheWords.AreSet(new uint[CacheWords.Count]));
        Assert.True(CacheWords.AreSet(Words(1, 1, 1)));
    }

    [Fact]
    public void Repair_AllHidden_SetsSizesAndSharingAlone()
    {
        var words = Words(1, 1, 1);
        var expected = words.ToArray();
        (expected[7], expected[8], expected[9], expected[17], expected[18], expected[19]) = (49152, 1048576, 33554432, 1, 1, 8);

        CacheWords.Repair(words, CacheSizes.Default);

        Assert.Equal(expected, words);
    }

    [Fact]
    public void Repair_OneHidden_LeavesTheOthers()
    {
        var words = Words(32768, 524288, 1);

        CacheWords.Repair(words, CacheSizes.Default);

        Assert.Equal([32768, 524288, 33554432], words[7..10]);
        Assert.Equal([2, 2, 8], words[17..20]);
    }

    [Fact]
    public void Hide_ThenAreBroken()
    {
        var words = Words(49152, 1048576, 33554432);

        CacheWords.Hide(words);

        Assert.True(CacheWords.AreBroken(words, s_allHidden));
    }

    private static uint[] Words(uint first, uint second, uint third)
    {
        var words = new uint[CacheWords.Count];
        (words[0], words[6], words[28]) = (0x7EF7_FFFF, 2, 9);
        (words[7], words[8], words[9]) = (first, second, third);
        (words[17], words[18], words[19]) = (2, 2, 2);
        words[27] = 3;
        return words;
    }
}
