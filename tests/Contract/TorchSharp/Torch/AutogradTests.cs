using static TorchSharp.torch;

namespace TorchSharp.Tests.Torch;

public sealed class AutogradTests : TensorTest
{
    private readonly Tensor _x;

    public AutogradTests() => _x = tensor(new[] { 1f, 2, 3 }, requires_grad: true);

    [Fact]
    public void Backward_OfASquare_IsTwiceTheInput()
    {
        (_x * _x).sum().backward();
        Assert.Equal([2f, 4, 6], Floats(_x.grad!));
    }

    [Fact]
    public void Grad_BeforeBackward_IsNull() => Assert.Null(_x.grad);

    [Fact]
    public void Backward_Twice_Accumulates()
    {
        _x.sum().backward();
        _x.sum().backward();
        Assert.Equal([2f, 2, 2], Floats(_x.grad!));
    }

    [Fact]
    public void Grad_SetToNull_IsForgotten()
    {
        _x.sum().backward();
        _x.grad = null;
        Assert.Null(_x.grad);
    }

    [Fact]
    public void Backward_TwiceThroughOneGraph_Throws()
    {
        var loss = (_x * _x).sum();
        loss.backward();
        var problem = Assert.ThrowsAny<Exception>(loss.backward);
        Assert.Contains("Trying to backward through the graph a second time", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_RetainingTheGraph_MayRunAgain()
    {
        var loss = (_x * _x).sum();
        autograd.backward([loss], retain_graph: true);
        loss.backward();
        Assert.Equal([4f, 8, 12], Floats(_x.grad!));
    }

    [Fact]
    public void Backward_OfAVector_NeedsAGradient()
    {
        Assert.ThrowsAny<Exception>((_x * 2).backward);
        autograd.backward([_x * 2], [tensor(new[] { 1f, 0, 10 })]);
        Assert.Equal([2f, 0, 20], Floats(_x.grad!));
    }

    [Fact]
    public void AutogradGrad_LeavesTheLeavesAlone()
    {
        var gradients = autograd.grad([(_x * _x).sum()], [_x]);
        Assert.Equal([2f, 4, 6], Floats(gradients[0]));
        Assert.Null(_x.grad);
    }

    [Fact]
    public void AutogradGrad_CreatingAGraph_IsDifferentiable()
    {
        var first = autograd.grad([(_x * _x * _x).sum()], [_x], retain_graph: true, create_graph: true)[0];
        var second = autograd.grad([first.sum()], [_x])[0];
        Assert.Equal([6f, 12, 18], Floats(second));
    }

    [Fact]
    public void NoGrad_RecordsNothing()
    {
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((_x * 2).requires_grad);
            using (enable_grad())
                Assert.True((_x * 2).requires_grad);
        }
        Assert.True(is_grad_enabled());
        Assert.True((_x * 2).requires_grad);
    }

    [Fact]
    public void InferenceMode_MakesInferenceTensors()
    {
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((_x * 2).requires_grad);
        }
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void Detach_SharesMemoryButNotTheGraph()
    {
        var detached = (_x * 2).detach();
        Assert.False(detached.requires_grad);
        using (no_grad())
            _x.detach().fill_(7);
        Assert.Equal([7f, 7, 7], Floats(_x.detach()));
    }

    [Fact]
    public void LeafRules()
    {
        Assert.True(_x.is_leaf);
        Assert.False((_x * 2).is_leaf);
        Assert.True(ones(1).is_leaf);
        Assert.ThrowsAny<Exception>(() => arange(3).requires_grad_());
    }

    [Fact]
    public void InPlace_OnALeaf_ThrowsExceptUnderNoGrad()
    {
        var problem = Assert.ThrowsAny<Exception>(() => _x.add_(ones(3)));
        Assert.Contains("a leaf Variable that requires grad is being used in an in-place operation", problem.Message, StringComparison.Ordinal);
        using (no_grad())
            _x.add_(ones(3));
        Assert.Equal([2f, 3, 4], Floats(_x.detach()));
    }

    [Fact]
    public void RetainGrad_KeepsAnInnerGradient()
    {
        var inner = _x * 2;
        inner.retain_grad();
        (inner * 3).sum().backward();
        Assert.Equal([3f, 3, 3], Floats(inner.grad!));
    }
}
