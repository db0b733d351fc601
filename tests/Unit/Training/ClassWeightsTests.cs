using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tests.Training;

public class ClassWeightsTests
{
    // sklearn.utils.class_weight.compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 0, 0, 1, 2, 2]).
    [Fact]
    public void Balanced_Counts_IsScikitLearns() =>
        Assert.Equal([8 / (3 * 5.0), 8 / 3.0, 8 / (3 * 2.0)], ClassWeights.Balanced([0, 0, 2, 0, 1, 0, 2, 0], 3));

    [Fact]
    public void Of_Settings_GivesWhatTheyAskFor()
    {
        Assert.Null(ClassWeights.Of(Settings(ClassBalance.None), [0, 0, 0, 1]));
        Assert.Null(ClassWeights.Of(Settings(ClassBalance.BalancedSampling), [0, 0, 0, 1]));
        Assert.Equal([2, 0.5], ClassWeights.Of(Settings(ClassBalance.None) with { ClassWeights = [2, 0.5] }, [0, 0, 0, 1])!);
        Assert.Equal([4 / 6.0, 2], ClassWeights.Of(Settings(ClassBalance.WeightedLoss), [0, 0, 0, 1])!);
    }

    private static TrainingSettings Settings(ClassBalance balance) =>
        TrainingLoopTests.Settings(epochs: 1, options => options.ClassBalance = balance);
}
