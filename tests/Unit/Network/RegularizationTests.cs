using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public sealed class RegularizationTests : TensorTest
{
    [Fact]
    public void Kept_ManyNumbers_AreZeroAsOftenAsTheRateSaysAndOneOnTheAverage()
    {
        using var scope = NewDisposeScope();
        using var sut = new Regularization(new Seeds(1), step: 3);

        var kept = sut.Kept(0.2, [100_000], ones(1));

        Assert.InRange(kept.eq(0).to(float32).mean().item<float>(), 0.19f, 0.21f);
        Assert.Equal([0f, 1.25f], kept.unique().output.data<float>().Order());
    }

    [Fact]
    public void Uniform_SameSeedAndStep_GivesTheSame()
    {
        using var scope = NewDisposeScope();
        Tensor Of(long seed, long step)
        {
            using var sut = new Regularization(new Seeds(seed), step);
            return sut.Uniform([8], ones(1));
        }

        Assert.True(Of(1, 2).Equals(Of(1, 2)));
        Assert.False(Of(1, 2).Equals(Of(1, 3)));
        Assert.False(Of(1, 2).Equals(Of(2, 2)));
    }

    /// <summary>Forward α of the one branch and 1 − α of the other, back β and 1 − β, other numbers for each picture.</summary>
    [Fact]
    public void Shake_InTraining_MixesOtherwiseForwardThanBack()
    {
        using var scope = NewDisposeScope();
        using var chance = new Regularization(new Seeds(1), step: 0);
        using var same = new Regularization(new Seeds(1), step: 0);
        var (one, other) = (ones(4, 2, 3, 3).requires_grad_(), zeros(4, 2, 3, 3).requires_grad_());
        var (alpha, beta) = (same.Uniform([4, 1, 1, 1], one), same.Uniform([4, 1, 1, 1], one));

        var mixed = new GraphStep(new ShakeOperation(), INetworkPasses.Chosen).Run([one, other], chance);
        mixed.sum().backward();

        Close.One("forward", alpha.expand(4, 2, 3, 3), mixed.detach(), 1e-6);
        Close.One("back to the one", beta.expand(4, 2, 3, 3), one.grad!, 1e-6);
        Close.One("back to the other", (1 - beta).expand(4, 2, 3, 3), other.grad!, 1e-6);
        Assert.True(alpha.sub(beta).abs().min().item<float>() > 0);
    }

    [Fact]
    public void Sum_WithADropRate_LeavesOutWholeBranches()
    {
        using var scope = NewDisposeScope();
        using var chance = new Regularization(new Seeds(1), step: 0);
        var step = new GraphStep(new SumOperation { DropRate = 0.5 }, INetworkPasses.Chosen);

        var sums = step.Run([ones(64, 2, 3, 3), zeros(64, 2, 3, 3)], chance);

        Assert.Equal([0f, 2f], sums.unique().output.data<float>().Order());
        Assert.True(sums.Equals(sums.select(1, 0).select(1, 0).select(1, 0).view(64, 1, 1, 1).expand(64, 2, 3, 3)));
        Assert.True(step.Run([ones(2, 1, 1, 1), zeros(2, 1, 1, 1)], null).eq(1).all().item<bool>());
    }
}
