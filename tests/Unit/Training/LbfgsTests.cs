using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class LbfgsTests : TensorTest
{
    [Fact]
    public void Minimize_IllConditionedBowl_FindsItsBottom()
    {
        using var scope = NewDisposeScope();
        var steepness = tensor((float[])[1, 10, 100, 1000]);
        var bottom = tensor((float[])[3, -2, 1, 0.5f]);
        var start = zeros(4);

        var found = Lbfgs.Minimize(start, Bowl, () => { });

        Assert.All(found.data<float>().ToArray().Zip(bottom.data<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 2e-2f));
        Assert.Equal([0, 0, 0, 0], start.data<float>().ToArray());

        (double, Tensor) Bowl(Tensor at)
        {
            var off = at - bottom;
            return ((off.square() * steepness).sum().item<float>() / 2, off * steepness);
        }
    }

    [Fact]
    public void Minimize_QuarticValley_EndsWhereTheGradientIsShort()
    {
        using var scope = NewDisposeScope();

        var found = Lbfgs.Minimize(tensor((float[])[4, -3]), Valley, () => { });

        Assert.All(found.data<float>().ToArray(), value => Assert.Equal(1, value, 0.15f));

        static (double, Tensor) Valley(Tensor at)
        {
            var off = at - 1;
            return (off.pow(4).sum().item<float>(), off.pow(3) * 4);
        }
    }

    [Fact]
    public void Minimize_AtTheBottom_StaysThere()
    {
        using var scope = NewDisposeScope();
        var calls = 0;

        var found = Lbfgs.Minimize(ones(2), at =>
        {
            calls++;
            return (1, zeros(2));
        }, () => { });

        Assert.Equal((1, 1f), (calls, found.min().item<float>()));
    }

    [Fact]
    public void Minimize_NumbersThatAreNone_Ends()
    {
        using var scope = NewDisposeScope();

        var found = Lbfgs.Minimize(ones(2), at => (double.NaN, full(2, float.NaN)), () => { });

        Assert.Equal([1, 1], found.data<float>().ToArray());
    }

    [Fact]
    public void Minimize_Canceled_EndsAndLeavesNothing()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<OperationCanceledException>(
            () => Lbfgs.Minimize(ones(2), at => (at.square().sum().item<float>(), at * 2), () => throw new OperationCanceledException()));
    }
}
