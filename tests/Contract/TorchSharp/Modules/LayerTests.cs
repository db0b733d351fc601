using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class LayerTests : LiveTensorTests
{
    [Theory]
    [InlineData(3, 1, 1, 1, 8, 8)]
    [InlineData(3, 2, 1, 1, 4, 4)]
    [InlineData(7, 2, 3, 1, 4, 4)]
    [InlineData(3, 1, 0, 2, 4, 4)]
    public void Conv2d_Forward_MapsNCHWToOutChannels(long kernel, long stride, long padding, long dilation, long height, long width)
    {
        using var sut = nn.Conv2d(4, 6, kernel, stride, padding, dilation, groups: 2, bias: false);
        using var input = ones(2, 4, 8, 8);

        using var result = sut.call(input);

        Assert.Equal([2, 6, height, width], result.shape);
        Assert.Equal([6, 2, kernel, kernel], sut.get_parameter("weight")!.shape);
        Assert.Null(sut.get_parameter("bias"));
    }

    [Fact]
    public void Conv2d_Pairs_AreHeightThenWidth()
    {
        using var sut = Layers.Make(() => nn.Conv2d(1, 1, (3, 1), stride: (2, 1), padding: (1, 0)));
        using var input = ones([1, 5, 7]);

        using var result = sut.call(input); // (C, H, W): not batched

        Assert.Equal([1, 3, 7], result.shape);
    }

    [Theory]
    [InlineData(Padding.Same, 5)]
    [InlineData(Padding.Valid, 3)]
    public void Conv2d_PaddingByIntent_KeepsOrLosesTheEdge(Padding padding, long size)
    {
        using var sut = Layers.Make(() => nn.Conv2d(1, 1, 3, padding));
        using var input = ones(1, 1, 5, 5);

        using var result = sut.call(input);

        Assert.Equal([1, 1, size, size], result.shape);
    }

    /// <summary>The upper left window over 1 2 3 / 4 5 6 / 7 8 9 sees three numbers of the border and the 1.</summary>
    [Theory]
    [InlineData(PaddingModes.Zeros, 1)]
    [InlineData(PaddingModes.Reflect, 5 + 4 + 2 + 1)]
    [InlineData(PaddingModes.Replicate, 4)]
    [InlineData(PaddingModes.Circular, 9 + 7 + 3 + 1)]
    public void Conv2d_PaddingMode_SaysWhatStandsInTheBorder(PaddingModes mode, double corner)
    {
        using var scope = NewDisposeScope();
        using var sut = nn.Conv2d(1, 1, 2, padding: 1, padding_mode: mode, bias: false);
        nn.init.ones_(sut.get_parameter("weight")!);

        var result = sut.call(Numbers.Ramp([1, 1, 3, 3], 1));

        Assert.Equal([1, 1, 4, 4], result.shape);
        Numbers.AssertClose([corner], result.flatten()[0]);
    }

    [Fact]
    public void Conv2d_SamePaddingWithStride_Throws()
    {
        using var scope = NewDisposeScope();

        Assert.ThrowsAny<Exception>(() =>
        {
            using var sut = nn.Conv2d(1, 1, 3, Padding.Same, stride: 2);
            sut.call(ones(1, 1, 4, 4));
        });
    }

    [Theory]
    [InlineData(new long[] { 1, 4, 4, 4 })]
    [InlineData(new long[] { 3, 3 })]
    [InlineData(new long[] { 1, 3, 4, 4, 4 })]
    public void Conv2d_OtherShape_TellsWhatItExpects(long[] shape)
    {
        using var sut = Layers.Make(() => nn.Conv2d(3, 1, 1));
        using var input = ones(shape);

        var failure = Assert.Throws<ArgumentException>(() => sut.call(input));

        Assert.Equal("Expected 3D (unbatched) or 4D (batched) input with 3 channels to Conv2d.", failure.Message);
    }

    [Fact]
    public void BatchNorm2d_Training_NormalizesAndCounts()
    {
        using var scope = NewDisposeScope();
        using var sut = nn.BatchNorm2d(1, eps: 0, momentum: 0.5);

        var result = sut.call(Numbers.Of([2, 1, 1, 2], 1, 3, 5, 7));

        Numbers.AssertClose([-3 / Math.Sqrt(5), -1 / Math.Sqrt(5), 1 / Math.Sqrt(5), 3 / Math.Sqrt(5)], result);
        Numbers.AssertClose([2], sut.get_buffer("running_mean")!);
        Numbers.AssertClose([0.5 + 10.0 / 3], sut.get_buffer("running_var")!);
        Numbers.AssertClose([1], sut.get_buffer("num_batches_tracked")!);
    }

    [Fact]
    public void BatchNorm2d_Evaluation_UsesAndKeepsTheRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var sut = nn.BatchNorm2d(1, eps: 0);
        sut.eval();

        Numbers.AssertClose([1, 3], sut.call(Numbers.Of([1, 1, 1, 2], 1, 3)));
        Numbers.AssertClose([0], sut.get_buffer("running_mean")!);
        Numbers.AssertClose([0], sut.get_buffer("num_batches_tracked")!);
    }

    [Fact]
    public void BatchNorm2d_NothingTracked_UsesTheBatchInEvaluationToo()
    {
        using var scope = NewDisposeScope();
        using var sut = nn.BatchNorm2d(1, eps: 0, affine: false, track_running_stats: false);
        sut.eval();

        Assert.Empty(sut.state_dict());
        Numbers.AssertClose([-1, 1], sut.call(Numbers.Of([1, 1, 1, 2], 1, 3)));
    }

    [Fact]
    public void BatchNorm_OtherRank_Throws()
    {
        using var two = nn.BatchNorm2d(1);
        using var one = nn.BatchNorm1d(1);
        using var input = ones([2, 1, 1]);
        using var picture = ones(2, 1, 1, 1);

        Assert.Throws<ArgumentException>(() => two.call(input));
        Assert.Throws<ArgumentException>(() => one.call(picture));
    }

    [Fact]
    public void BatchNorm1d_Forward_TakesRowsWithOrWithoutLength()
    {
        using var sut = nn.BatchNorm1d(3);
        using var rows = ones(4, 3);
        using var series = ones([4, 3, 5]);

        using var first = sut.call(rows);
        using var second = sut.call(series);

        Assert.Equal([4, 3], first.shape);
        Assert.Equal([4, 3, 5], second.shape);
        Numbers.AssertClose([2], sut.get_buffer("num_batches_tracked")!);
    }

    [Fact]
    public void Linear_Forward_MapsTheLastDimension()
    {
        using var sut = nn.Linear(3, 5);
        using var input = ones([2, 4, 3]);

        using var result = sut.call(input);

        Assert.Equal([2, 4, 5], result.shape);
        Assert.Equal([5, 3], sut.get_parameter("weight")!.shape);
        Assert.Equal([5], sut.get_parameter("bias")!.shape);
    }

    [Fact]
    public void Layers_Float64_AreMadeSo()
    {
        using var sut = Layers.Make(() => nn.Sequential(nn.Conv2d(1, 1, 1, dtype: float64), nn.BatchNorm2d(1, dtype: float64), nn.Linear(1, 1, dtype: float64)));

        Assert.All(sut.parameters(), parameter => Assert.Equal(float64, parameter.dtype));
        Assert.Equal(float64, sut.get_buffer("1.running_var")!.dtype);
    }

    [Fact]
    public void Dropout_Mode_DecidesWhetherItActs()
    {
        using var scope = NewDisposeScope();
        using var sut = nn.Dropout(1);
        var input = ones(3);

        Numbers.AssertClose([0, 0, 0], sut.call(input));
        sut.eval();
        Numbers.AssertClose([1, 1, 1], sut.call(input));
    }

    [Fact]
    public void Flatten_Forward_JoinsDimensions()
    {
        using var scope = NewDisposeScope();
        using var all = nn.Flatten();
        using var picture = nn.Flatten(2, 3);
        var input = ones(2, 3, 4, 5);

        Assert.Equal([2, 60], all.call(input).shape);
        Assert.Equal([2, 3, 20], picture.call(input).shape);
    }
}
