using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace TorchSharp.Tests.Functional;

public class LossFunctionTests : LiveTensorTests
{
    private static readonly double Ln2 = Math.Log(2);

    /// <summary>Probabilities 1/2, 1/4, 1/4 in the first row and thirds in the second.</summary>
    private static Tensor Scores() => Numbers.Of([2, 3], Ln2, 0, 0, 0, 0, 0);

    [Fact]
    public void CrossEntropy_Reductions_JoinTheRows()
    {
        using var scope = NewDisposeScope();
        var classes = tensor([0L, 2L]);

        Numbers.AssertClose([Ln2, Math.Log(3)], F.cross_entropy(Scores(), classes, reduction: Reduction.None));
        Numbers.AssertClose([Math.Log(6)], F.cross_entropy(Scores(), classes, reduction: Reduction.Sum));
        Numbers.AssertClose([Math.Log(6) / 2], F.cross_entropy(Scores(), classes));
    }

    [Fact]
    public void CrossEntropy_Weights_WeighTheMean()
    {
        using var scope = NewDisposeScope();

        Numbers.AssertClose([(3 * Ln2 + Math.Log(3)) / 4], F.cross_entropy(Scores(), tensor([0L, 2L]), Numbers.Of([3], 3, 1, 1)));
    }

    [Fact]
    public void CrossEntropy_IgnoredClass_CountsForNothing()
    {
        using var scope = NewDisposeScope();

        Numbers.AssertClose([Ln2], F.cross_entropy(Scores(), tensor([0L, 2L]), ignore_index: 2));
        Numbers.AssertClose([Ln2], F.cross_entropy(Scores(), tensor([0L, -100L])));
    }

    [Fact]
    public void CrossEntropy_LabelSmoothing_SharesSomeOutEvenly()
    {
        using var scope = NewDisposeScope();

        // 0.7 · ln 2 + 0.3 · (ln 2 + 2 ln 4) / 3 = 1.2 ln 2
        Numbers.AssertClose([1.2 * Ln2, Math.Log(3)], F.cross_entropy(Scores(), tensor([0L, 2L]), reduction: Reduction.None, label_smoothing: 0.3));
    }

    [Fact]
    public void CrossEntropy_Probabilities_AreWeighed()
    {
        using var scope = NewDisposeScope();

        Numbers.AssertClose([1.5 * Ln2, Math.Log(3)], F.cross_entropy(Scores(), Numbers.Of([2, 3], 0.5, 0.5, 0, 0, 0, 1), reduction: Reduction.None));
    }

    [Fact]
    public void CrossEntropy_ClassOutOfRange_Throws()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("Target 3 is out of bounds.", Assert.ThrowsAny<ExternalException>(() => F.cross_entropy(Scores(), tensor([0L, 3L]))).Message);
    }

    [Fact]
    public void NllLoss_LogProbabilities_PicksEachClass()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Of([2, 2], -1, -2, -3, -4);

        Numbers.AssertClose([1, 4], F.nll_loss(input, tensor([0L, 1L]), reduction: Reduction.None));
        Numbers.AssertClose([(1 + 4 * 3) / 4.0], F.nll_loss(input, tensor([0L, 1L]), Numbers.Of([2], 1, 3)));
    }

    [Fact]
    public void MseAndL1_Numbers_AreMeanSquareAndMeanDistance()
    {
        using var scope = NewDisposeScope();
        var (input, target) = (Numbers.Of([2], 1, 5), Numbers.Of([2], 2, 2));

        Numbers.AssertClose([5], F.mse_loss(input, target));
        Numbers.AssertClose([1, 9], F.mse_loss(input, target, Reduction.None));
        Numbers.AssertClose([2], F.l1_loss(input, target));
        Numbers.AssertClose([4], F.l1_loss(input, target, Reduction.Sum));
    }

    [Fact]
    public void BinaryCrossEntropyWithLogits_Zero_IsLogTwo()
    {
        using var scope = NewDisposeScope();
        var (input, target) = (Numbers.Of([2], 0, Math.Log(3)), Numbers.Of([2], 1, 0));

        Numbers.AssertClose([Ln2, Math.Log(4)], F.binary_cross_entropy_with_logits(input, target, reduction: Reduction.None));
        Numbers.AssertClose([3 * Ln2 / 2], F.binary_cross_entropy_with_logits(input, target));
        Numbers.AssertClose([5 * Ln2, Math.Log(4)], F.binary_cross_entropy_with_logits(input, target, null, Reduction.None, Numbers.Of([2], 5, 1)));
        Numbers.AssertClose([2 * Ln2, 0], F.binary_cross_entropy_with_logits(input, target, Numbers.Of([2], 2, 0), Reduction.None));
    }

    [Fact]
    public void BinaryCrossEntropyWithLogits_OtherShape_Throws()
    {
        using var scope = NewDisposeScope();

        var failure = Assert.Throws<ExternalException>(() => F.binary_cross_entropy_with_logits(ones(2, 1), ones(2)));

        Assert.Contains("Target size ([2]) must be the same as input size ([2, 1])", failure.Message);
    }

    [Fact]
    public void LossModules_Call_AreTheFunctions()
    {
        using var scope = NewDisposeScope();
        var classes = tensor([0L, 2L]);
        var weight = Numbers.Of([3], 3, 1, 1);
        var target = ones(2, 3);
        foreach (var (module, against, expected) in new (nn.Module<Tensor, Tensor, Tensor>, Tensor, Tensor)[]
                 {
                     (nn.CrossEntropyLoss(), classes, F.cross_entropy(Scores(), classes)),
                     (nn.CrossEntropyLoss(weight, 2, Reduction.Sum), classes, F.cross_entropy(Scores(), classes, weight, 2, Reduction.Sum)),
                     (new CrossEntropyLoss(label_smoothing: 0.3), classes, F.cross_entropy(Scores(), classes, label_smoothing: 0.3)),
                     (nn.NLLLoss(weight), classes, F.nll_loss(Scores(), classes, weight)),
                     (nn.MSELoss(Reduction.Sum), target, F.mse_loss(Scores(), target, Reduction.Sum)),
                     (nn.L1Loss(), target, F.l1_loss(Scores(), target)),
                     (nn.BCEWithLogitsLoss(pos_weights: weight), target, F.binary_cross_entropy_with_logits(Scores(), target, pos_weights: weight)),
                 })
            using (module)
                Assert.True(module.call(Scores(), against).Equals(expected), module.GetType().Name);
    }

    [Fact]
    public void LossModule_Properties_AreWhatWasGiven()
    {
        using var weight = ones(3);
        using var sut = new CrossEntropyLoss(weight, 2, Reduction.Sum, 0.1);

        Assert.Same(weight, sut.weight);
        Assert.Equal(2, sut.ignore_index);
        Assert.Equal(Reduction.Sum, sut.reduction);
        Assert.Equal(0.1, sut.label_smoothing);
    }
}
