using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tests.Training;

public class EpochOrderTests
{
    private static readonly Seeds s_seeds = new(3);

    [Fact]
    public void Of_WithoutLabels_EveryPictureOnceInAnotherOrderEachEpoch()
    {
        int[] pictures = [7, 3, 9, 4, 1, 12, 5];
        var sut = new EpochOrder(pictures, null, s_seeds);

        Assert.Equal(pictures.Order(), sut.Of(0).Order());
        Assert.NotEqual(sut.Of(0), sut.Of(1));
        Assert.Equal(sut.Of(1), new EpochOrder(pictures, null, new Seeds(3)).Of(1));
        Assert.Equal(s_seeds.Shuffle(7, "shuffle", 1).Select(i => pictures[i]), sut.Of(1));
    }

    [Theory]
    [InlineData(20, 3, 1)]
    [InlineData(90, 9, 1)]
    [InlineData(5, 5, 5)]
    [InlineData(1, 1, 6)]
    [InlineData(2, 100, 3)]
    public void Of_Balanced_EachClassEquallyOftenAndNoPictureTwiceBeforeAllOfItsClass(params int[] counts)
    {
        var labels = counts.SelectMany((count, label) => Enumerable.Repeat(label, count)).ToArray();
        int[] pictures = [.. Enumerable.Range(0, labels.Length).Select(i => i + 50)];
        var sut = new EpochOrder(pictures, labels, s_seeds);
        for (var epoch = 0; epoch < 5; epoch++)
        {
            var order = sut.Of(epoch);

            Assert.Equal(pictures.Length, order.Length);
            for (var label = 0; label < counts.Length; label++)
            {
                var times = order.Where(picture => labels[picture - 50] == label).CountBy(picture => picture).ToDictionary();
                var share = times.Values.Sum();
                Assert.InRange(share, pictures.Length / counts.Length, (pictures.Length + counts.Length - 1) / counts.Length);
                Assert.All(times.Values, time => Assert.InRange(time, share / counts[label], (share + counts[label] - 1) / counts[label]));
                Assert.Equal(Math.Min(share, counts[label]), times.Count);
            }
            Assert.Equal(order, new EpochOrder(pictures, labels, new Seeds(3)).Of(epoch));
            Assert.NotEqual(order, sut.Of(epoch + 1));
        }
    }

    [Fact]
    public void Of_BalancedOverManyEpochs_EveryPictureOfALargeClassComes()
    {
        int[] labels = [.. Enumerable.Repeat(0, 60), .. Enumerable.Repeat(1, 4)];
        var sut = new EpochOrder([.. Enumerable.Range(0, 64)], labels, s_seeds);

        Assert.Equal(64, Enumerable.Range(0, 20).SelectMany(sut.Of).Distinct().Count());
    }

    [Fact]
    public void Of_Balanced_ClassesAreMixed()
    {
        int[] labels = [.. Enumerable.Repeat(0, 60), .. Enumerable.Repeat(1, 4)];
        var order = new EpochOrder([.. Enumerable.Range(0, 64)], labels, s_seeds).Of(0);

        Assert.InRange(order.Take(32).Count(picture => labels[picture] == 1), 8, 24);
    }
}
