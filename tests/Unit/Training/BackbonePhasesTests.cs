using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class BackbonePhasesTests
{
    [Theory]
    [InlineData(BackboneTraining.Full, 0, "0 0 0 0 0 0 0 0 0 0", 0)]
    [InlineData(BackboneTraining.Frozen, 0, "4 4 4 4 4 4 4 4 4 4", 0)]
    [InlineData(BackboneTraining.FrozenThenFull, 0, "0 0 0 0 0 0 0 0 0 0", 0)]
    [InlineData(BackboneTraining.Gradual, 1, "3 2 1 0 0 0 0 0 0 0", 3)]
    [InlineData(BackboneTraining.Gradual, 2, "3 3 2 2 1 1 0 0 0 0", 6)]
    public void FrozenStages_EpochByEpoch_FollowTheRule(BackboneTraining mode, int frozenEpochs, string expected, int epochsToThaw)
    {
        var sut = BackbonePhases.Of(TrainingLoopTests.Settings(epochs: 10, options => options.Backbone = mode) with
        {
            Network = new NetworkOptions { Variant = SeResNetVariant.SeResNet18 },
            FrozenEpochs = frozenEpochs,
        });

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, 10).Select(sut.FrozenStages)));
        Assert.Equal(mode != BackboneTraining.Full, sut.BeginsWithHead);
        Assert.Equal(epochsToThaw, sut.EpochsToThaw);
    }

    [Fact]
    public void RateFactor_FromTheHeadDown_IsAPower()
    {
        var sut = new BackbonePhases(BackboneTraining.Full, 0, Stages: 3);

        Assert.Equal([1, 0.5, 0.25, 0.125], ((int[])[3, 2, 1, 0]).Select(stage => sut.RateFactor(stage, 0.5)));
        Assert.Equal(1, sut.RateFactor(0, 1));
    }
}
