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
        var sut = LearningRateSchedule.Of(wanted.Settings, wanted.StepsPerEpoch);

        var expected = golden["rates"].data<double>().ToArray();
        Assert.Equal(wanted.Epochs * wanted.StepsPerEpoch, expected.Length);
        Assert.All(expected.Select((rate, step) => (rate, step)), item => Assert.Equal(item.rate, sut.At(item.step), 1e-12 * wanted.Peak));
    }

    [Fact]
    public void Of_WarmupLongerThanHalf_TakesHalf()
    {
        var settings = TrainingLoopTests.Settings(epochs: 2) with { LearningRate = 1, WarmupEpochs = 5 };

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
        Assert.Throws<ArgumentOutOfRangeException>(() => LearningRateSchedule.Of(TrainingLoopTests.Settings(epochs: 1) with { Schedule = (TrainingSchedule)7 }, 1));

    /// <summary>A file of the group schedules.</summary>
    private sealed record ScheduleCase(
        TrainingSchedule Schedule, int Epochs, int StepsPerEpoch, double Peak, double Final = 0, double WarmupEpochs = 0,
        int StepEpochs = 1, double Factor = 1, double PctStart = 0, double Div = 1, double FinalDiv = 1)
    {
        internal TrainingSettings Settings => TrainingLoopTests.Settings(Epochs) with
        {
            Schedule = Schedule,
            LearningRate = Peak,
            FinalLearningRate = Final,
            WarmupEpochs = WarmupEpochs,
            StepEpochs = StepEpochs,
            StepFactor = Factor,
            OneCyclePctStart = PctStart,
            OneCycleDivFactor = Div,
            OneCycleFinalDivFactor = FinalDiv,
        };
    }
}
