using Microsoft.ML.SeNet.Weights.Flavors;

namespace Microsoft.ML.SeNet.Tests.Weights.Flavors;

public class TimmNetworkTests
{
    private static readonly SqueezeExcitationOptions s_timms = new() { Rounding = SeRounding.MultipleOf8 };

    [Theory]
    [InlineData(SeResNetVariant.SeResNet18, "resnet18", null, "seresnet18")]
    [InlineData(SeResNetVariant.SeResNet34, "resnet34", null, "seresnet34")]
    [InlineData(SeResNetVariant.SeResNet50, "resnet50", "seresnet50", "seresnet50")]
    [InlineData(SeResNetVariant.SeResNet101, "resnet101", "seresnet101", "seresnet101")]
    [InlineData(SeResNetVariant.SeResNet152, "resnet152", "seresnet152", "seresnet152")]
    [InlineData(SeResNetVariant.SeResNeXt50, "resnext50_32x4d", "seresnext50_32x4d", "seresnext50_32x4d")]
    [InlineData(SeResNetVariant.SeResNeXt101, "resnext101_32x4d", "seresnext101_32x4d", "seresnext101_32x4d")]
    [InlineData(SeResNetVariant.SeNet154, null, "senet154", "senet154")]
    [InlineData(SeResNetVariant.CifarSeResNet20, null, null, null)]
    public void NameOf_EachVariant_IsTimmsWhereTheNetworksAreEqual(
        SeResNetVariant variant, string? plain, string? rounded, string? multiple)
    {
        var network = new NetworkOptions { Variant = variant };

        Assert.Equal(
            (plain, rounded, multiple),
            (TimmNetwork.NameOf(network with { SqueezeExcitation = null }), TimmNetwork.NameOf(network),
                TimmNetwork.NameOf(network with { SqueezeExcitation = s_timms })));
    }

    [Fact]
    public void NameOf_NetworksThatComputeSomethingElse_IsNone()
    {
        var network = new NetworkOptions { ZeroInitLastBatchNorm = false, Classes = 3 };

        Assert.Equal("seresnet50", TimmNetwork.NameOf(
            network with { SqueezeExcitation = new() { Stages = SeStages.Layer1 | SeStages.Layer2 | SeStages.Layer3 | SeStages.Layer4 } }));
        Assert.All(
            (NetworkOptions[])[
                network with { Stride = StridePosition.OneByOne }, network with { StemPooling = StemPooling.Ceiling },
                With(new() { ReductionRatio = 8 }), With(new() { Placement = SePlacement.Pre }), With(new() { Squeeze = SeSqueeze.Max }),
                With(new() { Gate = SeGate.Tanh }), With(new() { Bias = false }), With(new() { Stages = SeStages.Layer1 }),
                network with { Variant = SeResNetVariant.SeResNet18, SqueezeExcitation = s_timms, ReluBeforeExcitation = true },
            ],
            other => Assert.Null(TimmNetwork.NameOf(other)));

        NetworkOptions With(SqueezeExcitationOptions squeezeExcitation) => network with { SqueezeExcitation = squeezeExcitation };
    }
}
