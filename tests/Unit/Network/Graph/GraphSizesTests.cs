using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network.Graph;

public sealed class GraphSizesTests : TensorTest
{
    /// <summary>What is worked out is what operators do, for every kind of window and size.</summary>
    [Fact]
    public void Of_EachPoolingAndSize_IsWhatTheOperatorsGive()
    {
        using var scope = NewDisposeScope();
        PoolingOperation[] poolings =
        [
            new(PoolingKind.Largest, 3, 2, 0), new(PoolingKind.Largest, 3, 2, 1), new(PoolingKind.Largest, 3, 2, 0) { RoundsUp = true },
            new(PoolingKind.Largest, 3, 2, 1) { RoundsUp = true }, new(PoolingKind.Largest, 3, 2, 0) { BeginsEverywhere = true },
            new(PoolingKind.Mean, 3, 2, 1), new(PoolingKind.Mean, 3, 1, 1) { CountsPadding = false }, new(PoolingKind.Largest, 2, 2, 0),
        ];
        foreach (var pooling in poolings)
            for (var side = pooling.Kernel; side < 20; side++)
            {
                var builder = new GraphBuilder(new GraphRequest(1, (_, _) => null));
                builder.Pool(builder.Input, "pool", pooling);

                var size = GraphSizes.Of(builder.ToGraph(), new Extent(side, side + 1))[^1];

                Assert.Equal([1, 1, size.Height, size.Width], MapPooling.Of(ones(1, 1, side, side + 1), pooling).shape);
            }
    }

    /// <summary>Of maps of even size a window at each place is what Caffe's rounding up is.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(14, true)]
    [InlineData(7, false)]
    public void BeginsEverywhere_MapsOfEvenSize_AreAsRoundedUp(int side, bool expected)
    {
        using var scope = NewDisposeScope();
        var maps = Pattern.Tensor("maps", 1, 2, side, side);
        var pooling = new PoolingOperation(PoolingKind.Largest, 3, 2, 0);

        var one = MapPooling.Of(maps, pooling with { BeginsEverywhere = true });
        var other = MapPooling.Of(maps, pooling with { RoundsUp = true });

        Assert.Equal(expected, one.shape.SequenceEqual(other.shape) && one.Equals(other));
    }

    [Theory]
    [InlineData(SeResNetVariant.SeInceptionResNetV2, 75)]
    [InlineData(SeResNetVariant.SeVgg16, 32)]
    [InlineData(SeResNetVariant.EfficientNetB4, 1)]
    public void LeastSide_OfAFamily_IsTheSmallestThatPasses(SeResNetVariant variant, int expected) =>
        Assert.Equal(expected, GraphRow.Of(variant).LeastSide(NetworkOptions.Of(variant)));
}
