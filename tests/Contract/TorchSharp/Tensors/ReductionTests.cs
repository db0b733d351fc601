using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class ReductionTests : TensorTest
{
    private readonly Tensor _grid;

    public ReductionTests() => _grid = tensor(new[] { 1f, 5, 3, 4, 2, 6 }, new long[] { 2, 3 });

    [Fact]
    public void SumAndMean_OfAllAndByDimension()
    {
        Assert.Equal(21f, _grid.sum().item<float>());
        Assert.Equal(3.5f, _grid.mean().item<float>());
        Assert.Equal([9f, 12], Floats(_grid.sum(1)));
        Assert.Equal([2L, 1], _grid.mean([1L], keepdim: true).shape);
        Assert.Equal([3f, 4], Floats(_grid.mean([1L])));
    }

    [Fact]
    public void Sum_OfIntegers_IsInt64() => Assert.Equal(ScalarType.Int64, ones(3, dtype: int32).sum().dtype);

    [Fact]
    public void StdAndVar_UnbiasedByDefault()
    {
        Assert.Equal(3.5f, _grid.var().item<float>(), 1e-6f);
        Assert.Equal(MathF.Sqrt(17.5f / 6), _grid.std(unbiased: false).item<float>(), 1e-6f);
    }

    [Fact]
    public void MaxAndMin_WithTheirPlaces()
    {
        Assert.Equal(6f, _grid.max().item<float>());
        var (values, indexes) = _grid.max(1);
        Assert.Equal([5f, 6], Floats(values));
        Assert.Equal([1L, 2], indexes.data<long>().ToArray());
        Assert.Equal([0L, 1], _grid.argmin(1).data<long>().ToArray());
        Assert.Equal(5, _grid.argmax().item<long>());
    }

    [Fact]
    public void TopkAndSort_OrderDescending()
    {
        var (values, indexes) = _grid.topk(2);
        Assert.Equal([5f, 3, 6, 4], Floats(values));
        Assert.Equal([1L, 2, 2, 0], indexes.data<long>().ToArray());
        Assert.Equal([5f, 3, 1, 6, 4, 2], Floats(_grid.sort(descending: true).Values));
    }

    [Fact]
    public void AnyAndAll_OfTruthValues()
    {
        Assert.True((_grid > (Scalar)5).any().ToBoolean());
        Assert.False((_grid > (Scalar)5).all().ToBoolean());
    }

    [Fact]
    public void Norm_IsEuclidean() => Assert.Equal(MathF.Sqrt(91), _grid.norm().item<float>(), 1e-5f);

    [Fact]
    public void Softmax_SumsToOne()
    {
        Assert.Equal([1f, 1], Floats(_grid.softmax(1).sum(1)).Select(x => MathF.Round(x, 5)));
        Assert.True(_grid.log_softmax(1).exp().allclose(_grid.softmax(1)));
    }

    [Fact]
    public void AllCloseAndEquals_CompareValues()
    {
        Assert.True(_grid.allclose(_grid + 1e-7f));
        Assert.False(_grid.allclose(_grid + 1));
        Assert.True(_grid.Equals(_grid.clone()));
    }

    [Fact]
    public void NotANumber_IsFound() =>
        Assert.Equal([false, true], tensor(new[] { 1f, float.NaN }).isnan().data<bool>().ToArray());
}
