using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public partial class TrainingLoopTests : TensorTest
{
    private const int StepsPerEpoch = 2;

    private readonly List<string> _events = [];

    [Fact]
    public void Run_PatienceIsUp_StopsAndKeepsTheBestEpochsWeights()
    {
        // Right answers of four in each epoch: the second is the best, the fourth only as good.
        using var sut = new Rig(this, Settings(epochs: 10, options => options.EarlyStoppingPatience = 3), [1, 3, 2, 3, 0, 4, 4, 4, 4, 4]);

        sut.Loop.Run();

        Assert.Equal((5, 2, true), (sut.State.Epoch, sut.State.BestEpoch, sut.State.Stopped));
        Assert.Equal([0.25, 0.75, 0.5, 0.75, 0.0], sut.State.History.Select(epoch => epoch.ValidationAccuracy));
        Assert.Equal(sut.WeightsAfter[1], Values(sut.Best.State.Select(item => item.Tensor)));
        Assert.NotEqual(sut.WeightsAfter[4], sut.WeightsAfter[1]);
        using var restored = nn.Linear(1, 2);
        sut.Best.Restore(restored);
        Assert.Equal(sut.WeightsAfter[1], Values(restored.state_dict().Values));
    }

    [Fact]
    public void Run_LaterEpochIsBetter_RunsToTheEnd()
    {
        using var sut = new Rig(this, Settings(epochs: 4, options => options.EarlyStoppingPatience = 2), [3, 2, 4, 1]);

        sut.Loop.Run();

        Assert.Equal((4, 3, false), (sut.State.Epoch, sut.State.BestEpoch, sut.State.Stopped));
    }

    [Fact]
    public void Run_EqualAccuracyLowerLoss_IsBetter()
    {
        var first = new EpochMetrics(1, 1, 1, 0.1, 0.5, 0.75);

        Assert.True(first.Beats(null));
        Assert.True((first with { ValidationLoss = 0.4 }).Beats(first));
        Assert.False((first with { ValidationLoss = 0.5 }).Beats(first));
        Assert.True((first with { ValidationAccuracy = 0.8, ValidationLoss = 9 }).Beats(first));
        Assert.False((first with { ValidationAccuracy = 0.7, ValidationLoss = 0 }).Beats(first));
    }

    [Fact]
    public void Run_WithAnAverage_ValidatesAndKeepsItAndGoesOnFromTheWeights()
    {
        using var plain = new Rig(this, Settings(epochs: 3), [1, 2, 0]);
        using var sut = new Rig(this, Settings(epochs: 3, options => options.EmaDecay = 0.9), [1, 2, 0]);

        plain.Loop.Run();
        sut.Loop.Run();

        Assert.Equal(plain.WeightsAfter, sut.WeightsAfter);
        Assert.Equal(sut.AveragesAfter[1], Values(sut.Best.State.Select(item => item.Tensor)));
        Assert.Equal(sut.AveragesAfter, sut.Validated);
        Assert.Equal(plain.WeightsAfter, plain.Validated);
        Assert.NotEqual(sut.WeightsAfter[1], sut.AveragesAfter[1]);
    }

    [Fact]
    public void Run_BackboneThatBeginsWithTheHead_SolvesItFirstAndItMayBeTheBest()
    {
        var settings = Settings(epochs: 2, options => (options.Backbone, options.EmaDecay) = (BackboneTraining.FrozenThenFull, 0.9));
        using var sut = new Rig(this, settings, [3, 2, 1]) { IsHeadValidated = true };

        sut.Loop.Run();

        Assert.Equal("validated 4|head|before 0", string.Join('|', _events.Skip(1).Take(3)));
        Assert.Equal(
            (0, 0.75, 0.625), (sut.State.BestEpoch, sut.State.Best!.ValidationAccuracy!.Value, sut.State.Head!.CrossValidationAccuracy));
        Assert.Equal(sut.AveragesAfter[0], Values(sut.Best.State.Select(item => item.Tensor)));
        Assert.Equal([1, 1, 0, 0], sut.AveragesAfter[0]);
    }

    [Fact]
    public void Run_Frozen_EndsWithTheHead()
    {
        using var sut = new Rig(this, Settings(epochs: 5, options => options.Backbone = BackboneTraining.Frozen), null);

        sut.Loop.Run();
        sut.Loop.Run();

        Assert.Equal(["head"], _events);
        Assert.True(sut.State.HasBegun);
    }

    [Fact]
    public void CheckWeights_AverageIsNotFinite_SaysSo()
    {
        using var sut = new Rig(this, Settings(epochs: 1, options => options.EmaDecay = 0.9), null);
        using (no_grad())
        using (NewDisposeScope())
            sut.Average!.State.First().Tensor.mul_(float.NaN);

        Assert.Equal("the average of 'weight' is no longer finite", Assert.Throws<TrainingDivergedException>(sut.Loop.Run).What);
    }

    [Fact]
    public void Run_WithoutValidation_KeepsNoBestWeights()
    {
        using var sut = new Rig(this, Settings(epochs: 2), null);

        sut.Loop.Run();

        Assert.False(sut.Best.Exist);
        Assert.Equal(0, sut.State.BestEpoch);
        Assert.Null(sut.State.History[1].ValidationLoss);
    }

    [Fact]
    public void Run_TwoEpochs_TellsEverythingInOrder()
    {
        using var sut = new Rig(this, Settings(epochs: 2), [1, 2]);

        sut.Loop.Run();

        string[] epoch = ["before 0", "after 1", "before 1", "after 2", "before 2", "validated 4", "epoch"];
        Assert.Equal([.. epoch, .. epoch], _events);
    }

    [Fact]
    public void Run_LabelSmoothing_IsThatOfPyTorch()
    {
        using var plain = new Rig(this, Settings(epochs: 1), null);
        using var smooth = new Rig(this, Settings(epochs: 1, options => options.LabelSmoothing = 0.2), null);

        plain.Loop.Run();
        smooth.Loop.Run();

        // Both classes start with logits 0: the loss is ln 2 whatever the smoothing, the gradients are (1 − 0.2) times as long.
        var (of, smoothed) = (plain.FirstStep, smooth.FirstStep);
        Assert.All(of.Zip(smoothed), pair => Assert.Equal(0.8f * pair.First, pair.Second, 1e-6f));
        Assert.Contains(of, value => Math.Abs(value) > 1e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.2)]
    public void Run_MixedBatches_LossIsTheWeightedSumOfBoth(double smoothing)
    {
        const float Weight = 0.3f;
        var settings = Settings(epochs: 1, options => options.LabelSmoothing = smoothing);
        using var own = new Rig(this, settings, null);
        using var partners = new Rig(this, settings, null) { Partners = [1, 0, 1, 0], OwnWeight = 0 };
        using var sut = new Rig(this, settings, null) { Partners = [1, 0, 1, 0], OwnWeight = Weight };

        own.Loop.Run();
        partners.Loop.Run();
        sut.Loop.Run();

        // The first step's gradient is linear in the weights; it begins where both do.
        Assert.All(sut.FirstStep.Zip(own.FirstStep, partners.FirstStep),
            item => Assert.Equal((Weight * item.Second) + ((1 - Weight) * item.Third), item.First, 1e-6f));
        Assert.NotEqual(own.FirstStep, partners.FirstStep);
    }

    [Fact]
    public void Run_MixedWithFullWeight_IsAsUnmixed()
    {
        using var plain = new Rig(this, Settings(epochs: 2), null);
        using var sut = new Rig(this, Settings(epochs: 2), null) { Partners = [1, 0, 1, 0], OwnWeight = 1 };

        plain.Loop.Run();
        sut.Loop.Run();

        Assert.All(plain.WeightsAfter[1].Zip(sut.WeightsAfter[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal(plain.State.History[1].Loss, sut.State.History[1].Loss, 1e-6);
        Assert.Equal(plain.State.History[1].Accuracy, sut.State.History[1].Accuracy);
    }

    [Theory]
    [InlineData(0.7f, 0.25)] // labels 0 1 1 1 count; both logits are 0, and so the first class is the answer
    [InlineData(0.5f, 0.25)]
    [InlineData(0.3f, 0.5)] // partners 1 0 1 0 count
    public void Run_MixedBatches_HeavierLabelCountsAsAccuracy(float weight, double expected)
    {
        using var sut = new Rig(this, Settings(epochs: 1), null, forward: logits => logits * 0)
            { Partners = [1, 0, 1, 0], OwnWeight = weight };

        sut.Loop.Run();

        Assert.Equal(expected, sut.State.History[0].Accuracy);
    }

    [Fact]
    public void Run_GradientClipping_ShortensTheStep()
    {
        using var plain = new Rig(this, Settings(epochs: 1), null);
        using var clipped = new Rig(this, Settings(epochs: 1, options => options.GradientClipNorm = 0.01), null);

        plain.Loop.Run();
        clipped.Loop.Run();

        Assert.True(Norm(plain.FirstStep) > 0.02);
        Assert.Equal(0.1 * 0.01, Norm(clipped.FirstStep), 1e-6);

        static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
    }

    [Fact]
    public void Run_LossIsNotFinite_SaysWhereAndWhatToDo()
    {
        using var sut = new Rig(this, Settings(epochs: 2), null, forward: logits => logits * float.NaN);

        var e = Assert.Throws<TrainingDivergedException>(sut.Loop.Run);

        Assert.Equal(
            "The training diverged: the loss became NaN in epoch 1, step 1, at learning rate 0.1. Lower Options.LearningRate (a half is a "
            + "fair start), lengthen Options.WarmupEpochs or clip gradients (Options.GradientClipNorm = 1 is a fair start).", e.Message);
        Assert.Equal(("the loss became NaN", 1, 1, 0.1), (e.What, e.Epoch, e.Step, e.LearningRate));
    }

    [Fact]
    public void Run_LastStepBreaksTheWeights_IsNotedThoughNoLossShowsIt()
    {
        using var sut = new Rig(this, Settings(epochs: 1, options => options.LearningRate = 1e37), null, rate: 1e37);
        sut.FailFrom = 2;

        var e = Assert.Throws<TrainingDivergedException>(sut.Loop.Run);

        Assert.Equal(
            "The training diverged: 'weight' is no longer finite in epoch 1, step 2, at learning rate 1E+37. "
            + "Lower Options.LearningRate (a half is a fair start), "
            + "lengthen Options.WarmupEpochs or clip gradients (Options.GradientClipNorm = 1 is a fair start).", e.Message);
    }

    [Fact]
    public void Run_ValidationLossIsNotFinite_SaysSo()
    {
        using var sut = new Rig(this, Settings(epochs: 1), [1]) { ValidationFactor = float.PositiveInfinity };

        var e = Assert.Throws<TrainingDivergedException>(sut.Loop.Run);

        Assert.Equal(
            "The training diverged: the validation loss became NaN in epoch 1, step 2, at learning rate 0.1. "
            + "Lower Options.LearningRate (a half is a fair start), "
            + "lengthen Options.WarmupEpochs or clip gradients (Options.GradientClipNorm = 1 is a fair start).", e.Message);
    }

    internal static TrainingSettings Settings(int epochs, Action<TrainingOptions>? change = null) => new()
    {
        Options = Options(epochs, change),
        Network = new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 2 },
        Evaluation = new EvaluationTransform(8, 1),
        Transform = new TrainingTransform(8, new PadAndCrop(1), new HorizontalFlip()),
        Normalization = Normalization.ImageNet,
        Precision = TrainingPrecision.Float32,
        ClassWeights = null,
        Seed = 1,
    };

    internal static TrainingOptions Options(int epochs, Action<TrainingOptions>? change = null)
    {
        var options = new SeResNetTrainer.Options
        {
            Epochs = epochs,
            BatchSize = 4,
            LearningRate = 0.1,
            FinalLearningRate = 0.1,
            WarmupEpochs = 0,
            WeightDecay = 0,
            LabelSmoothing = 0,
        };
        change?.Invoke(options);
        return options;
    }

    private static float[] Values(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        return [.. tensors.SelectMany(tensor => tensor.detach().clone().data<float>().ToArray())];
    }
}
