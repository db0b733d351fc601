using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public sealed class WeightLayoutTests : TensorTest
{
    [Fact]
    public void MakeChannelsLast_ANetwork_KeepsItsNumbers()
    {
        using var scope = NewDisposeScope();
        using var sut = Network();
        var before = sut.state_dict().ToDictionary(item => item.Key, item => item.Value.detach().clone());

        WeightLayout.MakeChannelsLast(sut);

        Assert.All(sut.state_dict(), item => Assert.True(item.Value.eq(before[item.Key]).all().item<bool>()));
        Assert.All(sut.parameters(), parameter => Assert.True(parameter.requires_grad));
        var weight = sut.get_parameter("layer1.0.conv1.weight")!;
        Assert.Equal([16L, 16, 3, 3], weight.shape);
        Assert.Equal([144L, 1, 48, 16], weight.stride());
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void MakeChannelsLast_OfConvolutions_GivesGradientsTheSameLayout(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var sut = nn.Conv2d(32, 16, 3, padding: 1, bias: false);
        sut.to(type);
        WeightLayout.MakeChannelsLast(sut);
        var input = randn(2, 8, 8, 32).permute(0, 3, 1, 2).to(type);

        sut.call(input).sum().backward();

        var weight = sut.get_parameter("weight")!;
        Assert.True(WeightLayout.IsMemory(weight.grad!));
        Assert.True(WeightLayout.AreAlike(weight, weight.grad!, null));
    }

    private static SeResNet Network() => new(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 3 }, new Seeds(1));
}
