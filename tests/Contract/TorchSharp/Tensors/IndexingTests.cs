using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class IndexingTests : TensorTest
{
    /// <summary>0 … 23 as (2, 3, 4).</summary>
    private readonly Tensor _cube;

    public IndexingTests() => _cube = arange(24, float32).reshape(2, 3, 4);

    [Fact]
    public void Index_Numbers_GivesTheElement() => Assert.Equal(17f, _cube[1, 1, 1].item<float>());

    [Fact]
    public void Index_Negative_CountsFromTheEnd() => Assert.Equal(23f, _cube[-1, -1, -1].item<float>());

    [Fact]
    public void Index_OneNumber_GivesAView()
    {
        _cube[0].fill_(1);
        Assert.Equal(12f + (12 + 23) * 6, _cube.sum().item<float>());
    }

    [Fact]
    public void Index_Slice_SkipsAndSteps()
    {
        var got = _cube[TensorIndex.Single(0), TensorIndex.Slice(1), TensorIndex.Slice(0, 4, 2)];
        Assert.Equal([2L, 2], got.shape);
        Assert.Equal([4f, 6, 8, 10], Floats(got));
    }

    [Fact]
    public void Slice_OfARange_TakesIt() => Assert.Equal([4f, 5, 6, 7, 8, 9, 10, 11], Floats(_cube[TensorIndex.Single(0), TensorIndex.Slice(1..)]));

    [Fact]
    public void Index_Ellipsis_StandsForTheMiddle() => Assert.Equal([3f, 7, 11, 15, 19, 23], Floats(_cube[TensorIndex.Ellipsis, TensorIndex.Single(3)]));

    [Fact]
    public void Index_None_AddsADimension() => Assert.Equal([2L, 1, 3, 4], _cube[TensorIndex.Colon, TensorIndex.None].shape);

    [Fact]
    public void Index_Tensor_Gathers()
    {
        var got = _cube[tensor(new[] { 1L, 0, 1 })];
        Assert.Equal([3L, 3, 4], got.shape);
        Assert.Equal(12f, got[0, 0, 0].item<float>());
    }

    [Fact]
    public void Index_Mask_Selects() => Assert.Equal([22f, 23], Floats(_cube[_cube > (Scalar)21]));

    [Fact]
    public void Index_Assigned_WritesThrough()
    {
        _cube[TensorIndex.Colon, TensorIndex.Single(0)] = zeros(2, 4);
        Assert.Equal(0f, _cube[1, 0].sum().item<float>());
        Assert.Equal(4f, _cube[0, 1, 0].item<float>());
    }

    [Fact]
    public void Index_OutOfRange_Throws() => Assert.ThrowsAny<Exception>(() => _cube[2]);

    [Fact]
    public void IndexSelect_Gather_Scatter_FollowTheirIndices()
    {
        var two = arange(6, float32).reshape(2, 3);
        Assert.Equal([2f, 0, 5, 3], Floats(two.index_select(1, tensor(new[] { 2L, 0 }))));
        Assert.Equal([1f, 5], Floats(two.gather(1, tensor(new[] { 1L, 2 }, new long[] { 2, 1 }))));
        Assert.Equal([0f, 1, 0, 0], Floats(zeros(1, 4).scatter_(1, tensor(new[] { 1L }, new long[] { 1, 1 }), ones(1, 1))));
    }

    [Fact]
    public void MaskedFill_ChangesWhatTheMaskSays()
    {
        var numbers = arange(4, float32);
        Assert.Equal([0f, 1, -1, -1], Floats(numbers.masked_fill(numbers > (Scalar)1, -1)));
        Assert.Equal([0f, 1, 2, 3], Floats(numbers));
    }
}
