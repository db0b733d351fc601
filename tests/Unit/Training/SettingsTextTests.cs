using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tests.Training;

public class SettingsTextTests
{
    private static readonly TrainingSettings s_settings = TrainingLoopTests.Settings(epochs: 3);

    [Fact]
    public void Differences_EqualSettings_None() =>
        Assert.Empty(SettingsText.Differences(SettingsText.Of(s_settings), SettingsText.Of(s_settings with { Network = s_settings.Network with { } })));

    [Fact]
    public void Differences_EachSetting_IsNamed()
    {
        Assert.Equal(["Epochs: expected 3, got 4."], Differences(s_settings with { Epochs = 4 }));
        Assert.Equal(["LearningRate: expected 0.1, got 0.30000000000000004."], Differences(s_settings with { LearningRate = 0.1 + 0.2 }));
        Assert.Equal(["Nesterov: expected true, got false."], Differences(s_settings with { Nesterov = false }));
        Assert.Equal(["EarlyStoppingPatience: expected null, got 2."], Differences(s_settings with { EarlyStoppingPatience = 2 }));
        Assert.Equal(["Optimizer: expected Sgd, got AdamW.", "Schedule: expected Cosine, got Step."], Differences(s_settings with { Optimizer = TrainingOptimizer.AdamW, Schedule = TrainingSchedule.Step }));
        Assert.Equal(["ClassWeights: expected null, got Double[] [0.5,2]."], Differences(s_settings with { ClassWeights = [0.5, 2] }));
        Assert.Equal(["Seed: expected 1, got -7."], Differences(s_settings with { Seed = -7 }));
        Assert.Equal(
            ["Crop: expected PadAndCrop {\"Padding\":1}, got RandomResizedCrop {\"MinArea\":0.35,\"MaxArea\":1,\"MinAspectRatio\":0.75,\"MaxAspectRatio\":1.3333333333333333}.", "Flip: expected HorizontalFlip {\"Probability\":0.5}, got null."],
            Differences(s_settings with { Crop = new RandomResizedCrop(), Flip = null }));
        Assert.Equal(["ColorJitter: expected null, got ColorJitter {\"Brightness\":0.4,\"Contrast\":0,\"Saturation\":0,\"Hue\":0.1}."], Differences(s_settings with { ColorJitter = new ColorJitter(0.4, Hue: 0.1) }));
        Assert.Equal(["TrivialAugment: expected null, got TrivialAugment {\"MagnitudeBins\":31}."], Differences(s_settings with { TrivialAugment = new TrivialAugment() }));
        Assert.StartsWith("RandomErasing: expected null, got RandomErasing {\"Probability\":0.25,\"MinArea\":0.02,", Assert.Single(Differences(s_settings with { RandomErasing = new RandomErasing() })));
        Assert.Equal(
            ["Mix: expected null, got BatchMix {\"MixUp\":{\"Alpha\":0.2},\"CutMix\":null,\"Probability\":0.5}."],
            Differences(s_settings with { Mix = new BatchMix(new MixUp(), null) }));
        Assert.StartsWith("Network: expected NetworkOptions {\"Variant\":", Assert.Single(Differences(s_settings with { Network = s_settings.Network with { SqueezeExcitation = null } })));
        Assert.StartsWith("Network: ", Assert.Single(Differences(s_settings with { Network = s_settings.Network with { SqueezeExcitation = new SqueezeExcitationOptions { ReductionRatio = 4 } } })));
        Assert.Equal(["InitialWeights: expected null, got StartingPoint {\"Sha256\":\"ab\",\"HeadRows\":[1,0]}."], Differences(s_settings with { InitialWeights = new StartingPoint("ab", [1, 0]) }));
        Assert.Equal(
            ["Backbone: expected Full, got Gradual.", "FrozenEpochs: expected 0, got 2.", "LayerRateDecay: expected 1, got 0.5."],
            Differences(s_settings with { Backbone = BackboneTraining.Gradual, FrozenEpochs = 2, LayerRateDecay = 0.5 }));
        Assert.StartsWith("Evaluation: expected EvaluationTransform {\"ImageSize\":8,", Assert.Single(Differences(s_settings with { Evaluation = new EvaluationTransform(8, 0.5) })));
    }

    [Fact]
    public void Of_EverySetting_IsThere() =>
        Assert.All(typeof(TrainingSettings).GetProperties(), property => Assert.Contains($"\"{property.Name}\":", SettingsText.Of(s_settings)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"Seed\":1,\"Seed\":2}")]
    public void Differences_BrokenText_NamesEverySetting(string text) =>
        Assert.Equal(typeof(TrainingSettings).GetProperties().Length, SettingsText.Differences(text, SettingsText.Of(s_settings)).Count(line => line.Contains(": expected none, got ", StringComparison.Ordinal)));

    [Fact]
    public void SeedOf_Settings_IsTheSeed()
    {
        Assert.Equal(-7, SettingsText.SeedOf(SettingsText.Of(s_settings with { Seed = -7 })));
        Assert.Null(SettingsText.SeedOf("{}"));
    }

    private static string[] Differences(TrainingSettings now) => [.. SettingsText.Differences(SettingsText.Of(s_settings), SettingsText.Of(now))];
}
