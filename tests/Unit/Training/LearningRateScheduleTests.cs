using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class LearningRateScheduleTests : TensorTest
{
    public static TheoryData<string> Cases => GoldenFile.Names("schedules");

    [Theory]
    [MemberData(nameof(Cases))]
    public void At_EveryStep_IsPyTorchs(string name)
    {
        using var golden = GoldenFile.Open("schedules", name);
        using var scope = NewDisposeScope();
        var wanted = golden.Case<ScheduleCase>();
        var sut = LearningRateSchedule.Of(wanted.Options, wanted.StepsPerEpoch);

        var expected = golden["rates"].data<double>().ToArray();
        Assert.Equal(wanted.Epochs * wanted.StepsPerEpoch, expected.Length);
        Assert.All(expected.Select((rate, step) => (rate, step)), item => Assert.Equal(item.rate, sut.At(item.step), 1e-12 * wanted.Peak));
    }

    [Fact]
    public void Of_WarmupLongerThanHalf_TakesHalf()
    {
        var settings = TrainingLoopTests.Options(epochs: 2, options => (options.LearningRate, options.WarmupEpochs) = (1, 5));

        Assert.Equal(new CosineSchedule(1, 0.1, 10, 20), LearningRateSchedule.Of(settings, 10));
    }

    [Theory]
    [InlineData(1, 1)] // nothing but the last step
    [InlineData(2, 0.5)] // one step up, one down
    [InlineData(10, 0.1)]
    public void At_OneCycleOfVeryFewSteps_IsFinite(int steps, double start)
    {
        var sut = new OneCycleSchedule(0.1, start, 25, 1e4, steps);

        Assert.All(Enumerable.Range(0, steps + 2), step => Assert.InRange(sut.At(step), 0, 0.1));
    }

    [Fact]
    public void Of_ScheduleThatIsNone_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => LearningRateSchedule.Of(TrainingLoopTests.Options(epochs: 1, options => options.Schedule = (TrainingSchedule)7), 1));

    // torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: (s + 1) / 4 if s < 4 else 0.5 * (1 + math.cos(math.pi *
    // (s - 4) / 8))), lr 0.2, by hand.
    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(1, 0.1)]
    [InlineData(3, 0.2)]
    [InlineData(4, 0.2)]
    [InlineData(6, 0.17071067811865475)]
    [InlineData(8, 0.1)]
    [InlineData(10, 0.02928932188134525)]
    [InlineData(11, 0.007612046748871326)]
    [InlineData(12, 0)]
    [InlineData(100, 0)]
    public void At_CosineAfterAWarmup_IsPyTorchsLambda(long step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(0.2, 0, WarmupSteps: 4, TotalSteps: 12).At(step), 1e-15);

    // CosineAnnealingLR(T_max = 10, eta_min = 0.01) from 0.1: 0.01 + 0.09 · (1 + cos(π s / 10)) / 2.
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(2, 0.0914057647468726)]
    [InlineData(5, 0.055)]
    [InlineData(10, 0.01)]
    public void At_CosineWithoutWarmup_EndsAtTheFinalRate(long step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(0.1, 0.01, WarmupSteps: 0, TotalSteps: 10).At(step), 1e-15);

    [Fact]
    public void At_CosineOfNothingButWarmup_IsFinite() =>
        Assert.Equal(0.1, new CosineSchedule(0.1, 0, WarmupSteps: 3, TotalSteps: 3).At(3));

    /// <summary>A file of the group schedules.</summary>
    private sealed record ScheduleCase(
        TrainingSchedule Schedule, int Epochs, int StepsPerEpoch, double Peak, double Final = 0, double WarmupEpochs = 0,
        int StepEpochs = 1, double Factor = 1, double PctStart = 0, double Div = 1, double FinalDiv = 1)
    {
        internal TrainingOptions Options => TrainingLoopTests.Options(Epochs,
            options => (options.Schedule, options.LearningRate, options.FinalLearningRate, options.WarmupEpochs, options.StepEpochs,
                options.StepFactor, options.OneCyclePctStart, options.OneCycleDivFactor, options.OneCycleFinalDivFactor) =
                (Schedule, Peak, Final, WarmupEpochs, StepEpochs, Factor, PctStart, Div, FinalDiv));
    }
}
