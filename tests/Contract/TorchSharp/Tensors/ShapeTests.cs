using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class ShapeTests : TensorTest
{
    private readonly Tensor _grid;

    public ShapeTests() => _grid = arange(6, float32).reshape(2, 3);

    [Fact]
    public void Facts_OfAGrid()
    {
        Assert.Equal(2, _grid.Dimensions);
        Assert.Equal(2, _grid.ndim);
        Assert.Equal(6, _grid.NumberOfElements);
        Assert.Equal(4, _grid.ElementSize);
        Assert.Equal(3, _grid.size(1));
        Assert.Equal(3, _grid.size(-1));
        Assert.Equal([3L, 1], _grid.stride());
        Assert.True(_grid.is_contiguous());
    }

    [Fact]
    public void Set_TakesMemoryShapeAndStridesOfTheOther()
    {
        var tensor = zeros(4);
        var returned = tensor.set_(_grid.t());
        Assert.Equal([3L, 2], tensor.shape);
        Assert.Equal([1L, 3], tensor.stride());
        Assert.Equal([3L, 2], returned.shape);
        _grid.fill_(1);
        Assert.Equal(6f, tensor.sum().item<float>());
    }

    [Fact]
    public void Set_OfAParameter_KeepsItALeafWithGradient()
    {
        using var parameter = nn.Parameter(ones(2, 3));
        using (no_grad())
            parameter.set_(_grid.t());
        Assert.True(parameter.requires_grad);
        parameter.mul(2).sum().backward();
        Assert.Equal([3L, 2], parameter.grad!.shape);
    }

    [Fact]
    public void View_SharesMemory()
    {
        _grid.view(6).fill_(1);
        Assert.Equal(6f, _grid.sum().item<float>());
    }

    [Fact]
    public void Reshape_WithMinusOne_Infers() => Assert.Equal([3L, 2], _grid.reshape(3, -1).shape);

    [Fact]
    public void Reshape_ThatDoesNotFit_Throws() => Assert.ThrowsAny<Exception>(() => _grid.reshape(4, 2));

    [Fact]
    public void Transpose_ChangesStridesNotMemory()
    {
        var turned = _grid.transpose(0, 1);
        Assert.Equal([3L, 2], turned.shape);
        Assert.Equal([1L, 3], turned.stride());
        Assert.False(turned.is_contiguous());
        Assert.True(turned.contiguous().is_contiguous());
        Assert.Equal([0f, 3, 1, 4, 2, 5], Floats(turned));
    }

    [Fact]
    public void Permute_ToChannelsLastOrder() =>
        Assert.Equal([2L, 4, 5, 3], zeros(2, 3, 4, 5).permute(0, 2, 3, 1).shape);

    [Fact]
    public void SqueezeAndUnsqueeze_AreInverse()
    {
        Assert.Equal([2L, 1, 3], _grid.unsqueeze(1).shape);
        Assert.Equal([2L, 3], _grid.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([2L, 3], _grid.unsqueeze(0).unsqueeze(-1).squeeze().shape);
    }

    [Fact]
    public void Flatten_JoinsDimensions() => Assert.Equal([2L, 12], zeros(2, 3, 2, 2).flatten(1).shape);

    [Fact]
    public void Expand_HasStrideZero() => Assert.Equal([0L, 1], ones(1, 3).expand(4, 3).stride());

    [Fact]
    public void Narrow_TakesAPart() => Assert.Equal([1f, 2, 4, 5], Floats(_grid.narrow(1, 1, 2)));

    [Fact]
    public void SplitChunkUnbind_CutAlike()
    {
        Assert.Equal([2L, 2, 1], arange(5).split(2).Select(part => part.shape[0]));
        Assert.Equal([1L, 4], arange(5).split([1L, 4]).Select(part => part.shape[0]));
        Assert.Equal([3L, 2], arange(5).chunk(2).Select(part => part.shape[0]));
        Assert.Equal([3L, 3], _grid.unbind().Select(row => row.shape[0]));
    }

    [Fact]
    public void CatAndStack_Join()
    {
        Assert.Equal([4L, 3], cat([_grid, _grid]).shape);
        Assert.Equal([2L, 6], cat([_grid, _grid], 1).shape);
        Assert.Equal([2L, 2, 3], stack([_grid, _grid]).shape);
    }

    [Fact]
    public void FlipRollRepeat_Move()
    {
        Assert.Equal([2f, 1, 0, 5, 4, 3], Floats(_grid.flip(1)));
        Assert.Equal([3f, 4, 5, 0, 1, 2], Floats(_grid.roll([1L], [0L])));
        Assert.Equal([4L, 3], _grid.repeat(2, 1).shape);
    }

    [Fact]
    public void CloneAndAlias_DifferInMemory()
    {
        _grid.clone().zero_();
        Assert.Equal(15f, _grid.sum().item<float>());
        _grid.alias().zero_();
        Assert.Equal(0f, _grid.sum().item<float>());
    }
}
