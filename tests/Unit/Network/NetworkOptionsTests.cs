using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Network;

public class NetworkOptionsTests
{
    [Fact]
    public void Defaults_AreThePapersNetworkAtV15()
    {
        var sut = new NetworkOptions();

        Assert.Equal(SeResNetVariant.SeResNet50, sut.Variant);
        Assert.Equal(1000, sut.Classes);
        Assert.Equal(3, sut.InputChannels);
        Assert.Equal(StridePosition.ThreeByThree, sut.Stride);
        Assert.Equal((StemPooling.Padded, ShortcutKind.Projection, false), (sut.StemPooling, sut.Shortcut, sut.ReluBeforeExcitation));
        Assert.True(sut.ZeroInitLastBatchNorm);
        Assert.Equal(
            new SqueezeExcitationOptions
            {
                ReductionRatio = 16,
                Placement = SePlacement.Standard,
                Squeeze = SeSqueeze.Average,
                Gate = SeGate.Sigmoid,
                Bias = true,
                Rounding = SeRounding.Floor,
                Stages = SeStages.All,
            },
            sut.SqueezeExcitation);
    }

    [Theory]
    [InlineData(SeResNetVariant.SeResNet50, "SE-ResNet-50", "ResNet-50")]
    [InlineData(SeResNetVariant.SeResNeXt101, "SE-ResNeXt-101 (32×4d)", "ResNeXt-101 (32×4d)")]
    [InlineData(SeResNetVariant.CifarSeResNet164, "SE-ResNet-164", "ResNet-164")]
    [InlineData(SeResNetVariant.SeNet154, "SENet-154", "ResNeXt-152 (64×4d)")]
    public void Name_WithAndWithoutSqueezeExcitation_IsTheFields(SeResNetVariant variant, string withSe, string plain)
    {
        Assert.Equal(withSe, new NetworkOptions { Variant = variant }.Name);
        Assert.Equal(plain, new NetworkOptions { Variant = variant, SqueezeExcitation = null }.Name);
    }

    [Fact]
    public void Name_WithoutStagesOrOfAnUnknownVariant_SaysWhatItIs()
    {
        Assert.Equal("ResNet-50", new NetworkOptions { SqueezeExcitation = new() { Stages = SeStages.None } }.Name);
        Assert.Equal("51", new NetworkOptions { Variant = (SeResNetVariant)51 }.Name);
    }

    [Fact]
    public void Canonical_EqualNetworks_AreEqualOptions()
    {
        var sut = new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20 };

        Assert.Equal(sut, (sut with { Stride = StridePosition.OneByOne }).Canonical);
        Assert.Equal(
            sut, (sut with { SqueezeExcitation = new() { Stages = SeStages.Layer1 | SeStages.Layer2 | SeStages.Layer3 } }).Canonical);
        Assert.Equal((sut with { SqueezeExcitation = null }).Canonical,
            (sut with { SqueezeExcitation = new() { Stages = SeStages.None } }).Canonical);
        Assert.NotEqual(sut, (sut with { SqueezeExcitation = new() { Stages = SeStages.Layer1 } }).Canonical);
        Assert.Equal(StridePosition.OneByOne, new NetworkOptions { Stride = StridePosition.OneByOne }.Canonical.Stride);
        Assert.Equal(sut, (sut with { StemPooling = StemPooling.Ceiling }).Canonical);
        Assert.True((sut with { ReluBeforeExcitation = true }).Canonical.ReluBeforeExcitation);
        Assert.False(new NetworkOptions { ReluBeforeExcitation = true }.Canonical.ReluBeforeExcitation);
        Assert.Equal(StemPooling.Ceiling, new NetworkOptions { StemPooling = StemPooling.Ceiling }.Canonical.StemPooling);
    }

    [Fact]
    public void Validate_ParameterFreeShortcutsElsewhereThanInCifarNetworks_AreRefused()
    {
        new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet56, Shortcut = ShortcutKind.ParameterFree }.Validate();

        var exception = Assert.Throws<ArgumentOutOfRangeException>(new NetworkOptions { Shortcut = ShortcutKind.ParameterFree }.Validate);

        Assert.Equal(
            "SeResNet cannot be made from these values. Shortcut: expected Projection, which SE-ResNet-50 has, "
            + "got ParameterFree. (Parameter 'options')", exception.Message);
    }

    [Fact]
    public void Validate_EverythingWrong_TellsItAllAtOnce()
    {
        var sut = new NetworkOptions
        {
            Variant = (SeResNetVariant)51,
            Classes = 0,
            InputChannels = -3,
            Stride = (StridePosition)7,
            StemPooling = (StemPooling)7,
            Shortcut = (ShortcutKind)7,
            SqueezeExcitation = new SqueezeExcitationOptions
            {
                ReductionRatio = 0,
                Placement = (SePlacement)9,
                Squeeze = (SeSqueeze)9,
                Gate = (SeGate)9,
                Rounding = (SeRounding)9,
            },
        };

        var exception = Assert.Throws<ArgumentOutOfRangeException>(sut.Validate);

        Assert.Equal(
            "SeResNet cannot be made from these values. "
            + "Classes: expected 1 or more, got 0. "
            + "InputChannels: expected 1 or more, got -3. "
            + "Stride: expected one of ThreeByThree, OneByOne, got 7. "
            + "StemPooling: expected one of Padded, Ceiling, got 7. "
            + "Shortcut: expected one of Projection, ParameterFree, got 7. "
            + "ReductionRatio: expected 1 or more, got 0. "
            + "Placement: expected one of Standard, Pre, Post, Identity, After3x3, got 9. "
            + "Squeeze: expected one of Average, Max, None, got 9. "
            + "Gate: expected one of Sigmoid, ReLU, Tanh, HardSigmoid, got 9. "
            + "Rounding: expected one of Floor, MultipleOf8, MakeDivisible, got 9. "
            + $"Variant: expected one of {string.Join(", ", Enum.GetNames<SeResNetVariant>())}, got 51. "
            + "(Parameter 'options')",
            exception.Message);
    }

    [Fact]
    public void Validate_StageAndPlacementThatTheNetworkLacks_TellsBoth()
    {
        var sut = new NetworkOptions
        {
            Variant = SeResNetVariant.CifarSeResNet20,
            SqueezeExcitation =
                new SqueezeExcitationOptions { Stages = SeStages.Layer3 | SeStages.Layer4, Placement = SePlacement.After3x3 },
        };

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new SeResNet(sut, new Seeds(1)));

        Assert.Equal(
            "SeResNet cannot be made from these values. "
            + "Stages: expected All or a set of Layer1 to Layer3, the stages of SE-ResNet-20, got Layer3, Layer4. "
            + "Placement: expected a placement that basic blocks have, since SE-ResNet-20 is built of them, got After3x3. "
            + "(Parameter 'options')",
            exception.Message);
    }

    [Theory]
    [InlineData(SeResNetVariant.SeResNet50, 64)]
    [InlineData(SeResNetVariant.SeResNet50, -1)]
    [InlineData(SeResNetVariant.CifarSeResNet20, 8)]
    public void Validate_StageOutOfRange_IsRefused(SeResNetVariant variant, int stages)
    {
        var sut = new NetworkOptions { Variant = variant, SqueezeExcitation = new SqueezeExcitationOptions { Stages = (SeStages)stages } };

        Assert.Contains("Stages: expected All or a set of Layer1 to Layer",
            Assert.Throws<ArgumentOutOfRangeException>(sut.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 16, SeRounding.Floor, 4)]
    [InlineData(16, 32, SeRounding.Floor, 1)]
    [InlineData(64, 16, SeRounding.MultipleOf8, 8)]
    [InlineData(192, 16, SeRounding.MultipleOf8, 16)]
    [InlineData(2048, 16, SeRounding.MultipleOf8, 128)]
    public void HiddenUnits_EachRounding_IsNeverZero(int channels, int ratio, SeRounding rounding, int expected) =>
        Assert.Equal(expected, new SqueezeExcitationOptions { ReductionRatio = ratio, Rounding = rounding }.HiddenUnits(channels));
}
