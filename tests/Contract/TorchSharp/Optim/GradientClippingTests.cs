using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

public sealed class GradientClippingTests : TensorTest
{
    private readonly Parameter[] _parameters;

    public GradientClippingTests()
    {
        _parameters = [nn.Parameter(zeros(2)), nn.Parameter(zeros(1)), nn.Parameter(zeros(1))];
        _parameters[0].grad = tensor(new[] { 3f, 0 });
        _parameters[1].grad = tensor(new[] { -4f });
    }

    [Fact]
    public void ClipNorm_AboveTheLimit_ScalesAllAlike()
    {
        Assert.Equal(5, nn.utils.clip_grad_norm_(_parameters, 1), 1e-5);
        Assert.Equal(0.6f, _parameters[0].grad![0].item<float>(), 1e-5f);
        Assert.Equal(-0.8f, _parameters[1].grad!.item<float>(), 1e-5f);
        Assert.Null(_parameters[2].grad);
    }

    [Fact]
    public void ClipNorm_BelowTheLimit_LeavesTheBits()
    {
        nn.utils.clip_grad_norm_(_parameters, 10);
        Assert.Equal([3f, 0], Floats(_parameters[0].grad!));
    }

    [Fact]
    public void ClipNorm_OfInfinity_IsTheLargest() =>
        Assert.Equal(4, nn.utils.clip_grad_norm_(_parameters, 10, double.PositiveInfinity), 1e-6);

    [Fact]
    public void ClipValue_LimitsEachNumber()
    {
        nn.utils.clip_grad_value_(_parameters.Take(2), 2.5);
        Assert.Equal([2.5f, 0], Floats(_parameters[0].grad!));
        Assert.Equal([-2.5f], Floats(_parameters[1].grad!));
    }
}
