using System.Text.Json.Nodes;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Training;

public class SettingsTextTests
{
    private static readonly TrainingSettings s_settings = TrainingLoopTests.Settings(epochs: 3);

    [Fact]
    public void Differences_EqualSettings_None() =>
        Assert.Empty(SettingsText.Differences(
            SettingsText.Of(s_settings), SettingsText.Of(s_settings with { Network = s_settings.Network with { } })));

    [Fact]
    public void Differences_EachSetting_IsNamed()
    {
        Assert.Equal(["Epochs: expected 3, got 4."], Differences(options => options.Epochs = 4));
        Assert.Equal(["LearningRate: expected 0.1, got 0.30000000000000004."], Differences(options => options.LearningRate = 0.1 + 0.2));
        Assert.Equal(["Nesterov: expected true, got false."], Differences(options => options.Nesterov = false));
        Assert.Equal(["EarlyStoppingPatience: expected null, got 2."], Differences(options => options.EarlyStoppingPatience = 2));
        Assert.Equal(["Optimizer: expected Sgd, got AdamW.", "Schedule: expected Cosine, got Step."],
            Differences(options => (options.Optimizer, options.Schedule) = (TrainingOptimizer.AdamW, TrainingSchedule.Step)));
        Assert.Equal(["ClassWeights: expected null, got Double[] [0.5,2]."], Differences(s_settings with { ClassWeights = [0.5, 2] }));
        Assert.Equal(["Seed: expected 1, got -7."], Differences(s_settings with { Seed = -7 }));
        Assert.Equal(
            [
                "Crop: expected PadAndCrop {\"Padding\":1}, "
                + "got RandomResizedCrop {\"MinArea\":0.35,\"MaxArea\":1,\"MinAspectRatio\":0.75,\"MaxAspectRatio\":1.3333333333333333}.",
                "Flip: expected HorizontalFlip {\"Probability\":0.5}, got null."],
            Differences(Augmented(transform => transform with { Crop = new RandomResizedCrop(), Flip = null })));
        Assert.Equal(["ColorJitter: expected null, got ColorJitter {\"Brightness\":0.4,\"Contrast\":0,\"Saturation\":0,\"Hue\":0.1}."],
            Differences(Augmented(transform => transform with { Colors = new ColorJitter(0.4, Hue: 0.1) })));
        Assert.Equal(["TrivialAugment: expected null, got TrivialAugment {\"MagnitudeBins\":31}."],
            Differences(Augmented(transform => transform with { Trivial = new TrivialAugment() })));
        Assert.StartsWith("RandomErasing: expected null, got RandomErasing {\"Probability\":0.25,\"MinArea\":0.02,",
            Assert.Single(Differences(Augmented(transform => transform with { Erasing = new RandomErasing() }))));
        Assert.Equal(
            ["Mix: expected null, got BatchMix {\"MixUp\":{\"Alpha\":0.2},\"CutMix\":null,\"Probability\":0.5}."],
            Differences(Augmented(transform => transform with { Mix = new BatchMix(new MixUp(), null) })));
        Assert.StartsWith("Network: expected NetworkOptions {\"Variant\":",
            Assert.Single(Differences(s_settings with { Network = s_settings.Network with { SqueezeExcitation = null } })));
        Assert.StartsWith("Network: ", Assert.Single(Differences(s_settings
            with { Network = s_settings.Network with { SqueezeExcitation = new SqueezeExcitationOptions { ReductionRatio = 4 } } })));
        Assert.Equal(["InitialWeights: expected null, got StartingPoint {\"Sha256\":\"ab\",\"HeadRows\":[1,0]}."],
            Differences(s_settings with { InitialWeights = new StartingPoint("ab", [1, 0]) }));
        Assert.Equal(
            ["Backbone: expected Full, got Gradual.", "FrozenEpochs: expected 0, got 2.", "LayerRateDecay: expected 1, got 0.5."],
            Differences(TrainingLoopTests.Settings(epochs: 3,
                options => (options.Backbone, options.LayerRateDecay) = (BackboneTraining.Gradual, 0.5)) with { FrozenEpochs = 2 }));
        Assert.StartsWith("Evaluation: expected EvaluationTransform {\"ImageSize\":8,",
            Assert.Single(Differences(s_settings with { Evaluation = new EvaluationTransform(8, 0.5) })));
    }

    [Fact]
    public void Differences_ResolvedOption_IsTheResolvedOne() =>
        Assert.Equal(["Precision: expected Float32, got BFloat16."],
            Differences(TrainingLoopTests.Settings(epochs: 3, options => options.Precision = TrainingPrecision.Automatic)
                with { Precision = TrainingPrecision.BFloat16 }));

    [Fact]
    public void Of_EverySettingAndOption_IsThereOnce()
    {
        string[] expected = [.. typeof(TrainingSettings).GetProperties().Concat(typeof(TrainingOptions).GetProperties())
            .Select(property => property.Name).Distinct()];

        var names = JsonNode.Parse(SettingsText.Of(s_settings))!.AsObject()
            .Select(item => item.Key.Replace("Normalisation", "Normalization", StringComparison.Ordinal));

        Assert.Equal(expected.Order(), names.Order());
    }

    // What a checkpoint of version 0.1 has, written before the rooms and American names.
    [Fact]
    public void Differences_StoredText_None()
    {
        const string Stored =
            """
            {"Network":"NetworkOptions {\u0022Variant\u0022:8,\u0022Classes\u0022:2,\u0022InputChannels\u0022:3,\u0022SqueezeExcitation\u0022:{\u0022ReductionRatio\u0022:16,\u0022Placement\u0022:0,\u0022Squeeze\u0022:0,\u0022Gate\u0022:0,
            \u0022Bias\u0022:true,\u0022Rounding\u0022:0,\u0022Stages\u0022:15},\u0022Stride\u0022:0,\u0022StemPooling\u0022:0,\u0022Shortcut\u0022:0,\u0022ReluBeforeExcitation\u0022:false,\u0022ZeroInitLastBatchNorm\u0022:true}",
            "Evaluation":"EvaluationTransform {\u0022ImageSize\u0022:8,\u0022CropFraction\u0022:1,\u0022StoredSide\u0022:8}","Crop":"PadAndCrop {\u0022Padding\u0022:1}","Flip":"HorizontalFlip {\u0022Probability\u0022:0.5}",
            "ColorJitter":null,"TrivialAugment":null,"RandomErasing":null,"Mix":null,
            "Normalisation":"Normalisation {\u0022Mean\u0022:[0.485,0.456,0.406],\u0022StandardDeviation\u0022:[0.229,0.224,0.225]}",
            "Epochs":3,"BatchSize":4,"LearningRate":0.02,"FinalLearningRate":0,"WarmupEpochs":1,"Momentum":0.9,"Nesterov":true,"WeightDecay":0.0005,"LabelSmoothing":0.1,"GradientClipNorm":0,"EarlyStoppingPatience":2,
            "Precision":"Float32","Optimizer":"Sgd","Beta1":0.9,"Beta2":0.999,"Epsilon":1E-08,"Schedule":"Cosine","StepEpochs":10,"StepFactor":0.1,"OneCyclePctStart":0.3,"OneCycleDivFactor":25,"OneCycleFinalDivFactor":10000,
            "EmaDecay":0,"ClassBalance":"None","ClassWeights":null,"Seed":5,"InitialWeights":null,"Backbone":"Full","FrozenEpochs":0,"LayerRateDecay":1}
            """;
        var settings = s_settings with { Options = SmallTraining.Options(), Seed = SmallTraining.Seed };

        Assert.Empty(SettingsText.Differences(Stored.ReplaceLineEndings(""), SettingsText.Of(settings)));
        Assert.Equal(SmallTraining.Seed, SettingsText.SeedOf(Stored.ReplaceLineEndings("")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"Seed\":1,\"Seed\":2}")]
    public void Differences_BrokenText_NamesEverySetting(string text) =>
        Assert.Equal(JsonNode.Parse(SettingsText.Of(s_settings))!.AsObject().Count,
            SettingsText.Differences(text, SettingsText.Of(s_settings))
                .Count(line => line.Contains(": expected none, got ", StringComparison.Ordinal)));

    [Fact]
    public void SeedOf_Settings_IsTheSeed()
    {
        Assert.Equal(-7, SettingsText.SeedOf(SettingsText.Of(s_settings with { Seed = -7 })));
        Assert.Null(SettingsText.SeedOf("{}"));
    }

    private static TrainingSettings Augmented(Func<TrainingTransform, TrainingTransform> change) =>
        s_settings with { Transform = change(s_settings.Transform) };

    private static string[] Differences(Action<TrainingOptions> change) => Differences(TrainingLoopTests.Settings(epochs: 3, change));

    private static string[] Differences(TrainingSettings now) =>
        [.. SettingsText.Differences(SettingsText.Of(s_settings), SettingsText.Of(now))];
}
