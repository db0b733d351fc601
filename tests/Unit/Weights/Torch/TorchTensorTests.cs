using Microsoft.ML.SeNet.Weights.Safetensors;
using Microsoft.ML.SeNet.Weights.Torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

public class TorchTensorTests
{
    private static readonly TorchStorage s_storage = new("0", SafetensorsDType.F32, 12);

    [Theory]
    [InlineData(0, new long[] { 3, 4 }, new long[] { 4, 1 }, true)]
    [InlineData(0, new long[] { 4, 3 }, new long[] { 1, 4 }, false)]
    [InlineData(8, new long[] { 4 }, new long[] { 1 }, true)]
    [InlineData(1, new long[] { 4 }, new long[] { 3 }, false)]
    [InlineData(11, new long[0], new long[0], true)]
    [InlineData(12, new long[] { 0, 5 }, new long[] { 5, 1 }, false)]
    [InlineData(0, new long[] { 1, 12, 1 }, new long[] { 99, 1, 99 }, true)]
    public void Of_AViewOfItsStorage_IsMade(long offset, long[] shape, long[] strides, bool contiguous)
    {
        var sut = TorchTensor.Of(s_storage, offset, shape, strides)!;

        Assert.Equal((offset, shape, strides), (sut.Offset, sut.Shape, sut.Strides));
        Assert.Equal(contiguous || shape.Contains(0), sut.IsContiguous || shape.Contains(0));
    }

    [Theory]
    [InlineData(0, new long[] { 13 }, new long[] { 1 })]
    [InlineData(12, new long[0], new long[0])]
    [InlineData(9, new long[] { 4 }, new long[] { 1 })]
    [InlineData(0, new long[] { 5 }, new long[] { 3 })]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(13, new long[] { 0 }, new long[] { 1 })]
    [InlineData(0, new long[] { -1 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2 }, new long[] { -1 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 1_000_000_000 }, new long[] { 0 })]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue, long.MaxValue }, new long[] { 0, 0, 0 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { long.MaxValue, long.MaxValue })]
    public void Of_WhatLiesOutsideOrRepeats_IsNot(long offset, long[] shape, long[] strides) =>
        Assert.Null(TorchTensor.Of(s_storage, offset, shape, strides));

    [Fact]
    public void Of_MoreDimensionsThanAnyTensorHas_IsNot() =>
        Assert.Null(TorchTensor.Of(s_storage, 0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)]));
}
