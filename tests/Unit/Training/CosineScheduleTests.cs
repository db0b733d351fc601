using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tests.Training;

public class CosineScheduleTests
{
    // torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: (s + 1) / 4 if s < 4 else 0.5 * (1 + math.cos(math.pi * (s - 4) / 8))), lr 0.2, by hand.
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
    public void At_WarmupThenCosine_IsPyTorchsLambda(long step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(0.2, 0, WarmupSteps: 4, TotalSteps: 12).At(step), 1e-15);

    // CosineAnnealingLR(T_max = 10, eta_min = 0.01) from 0.1: 0.01 + 0.09 · (1 + cos(π s / 10)) / 2.
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(2, 0.0914057647468726)]
    [InlineData(5, 0.055)]
    [InlineData(10, 0.01)]
    public void At_WithoutWarmup_EndsAtTheFinalRate(long step, double expected) =>
        Assert.Equal(expected, new CosineSchedule(0.1, 0.01, WarmupSteps: 0, TotalSteps: 10).At(step), 1e-15);

    [Fact]
    public void At_NothingButWarmup_IsFinite() => Assert.Equal(0.1, new CosineSchedule(0.1, 0, WarmupSteps: 3, TotalSteps: 3).At(3));
}
