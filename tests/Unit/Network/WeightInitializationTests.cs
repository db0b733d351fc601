using Microsoft.ML.SeNet.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class WeightInitializationTests : TensorTest
{
    private static readonly NetworkOptions s_options = new() { Variant = SeResNetVariant.SeResNet18, Classes = 10 };

    [Fact]
    public void Apply_EqualSeeds_GiveEqualWeightsBitForBit()
    {
        using var first = new SeResNet(s_options, new Seeds(7));
        manual_seed(99).Dispose(); // what others do with the global generator does not matter
        using var second = new SeResNet(s_options, new Seeds(7));
        using var other = new SeResNet(s_options, new Seeds(8));

        Assert.All(first.named_parameters().Zip(second.parameters()),
            pair => Assert.True(pair.First.parameter.Equals(pair.Second), pair.First.name));
        Assert.False(first.get_parameter("conv1.weight")!.Equals(other.get_parameter("conv1.weight")!));
    }

    [Fact]
    public void Apply_Convolutions_HaveHesVariance()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        using var scope = NewDisposeScope();
        foreach (var (name, weight) in network.named_parameters()
            .Where(entry => entry.parameter.dim() == 4 && entry.parameter.numel() > 10_000))
        {
            var fanOut = weight.shape[0] * weight.shape[2] * weight.shape[3];
            Assert.True(Math.Abs(weight.detach().std().ToDouble() / Math.Sqrt(2.0 / fanOut) - 1) < 0.03, name);
            Assert.True(Math.Abs(weight.detach().mean().ToDouble()) < 0.05 * Math.Sqrt(2.0 / fanOut), name);
        }
    }

    [Fact]
    public void Apply_FullyConnected_IsUniformWithinOneOverRootFanIn()
    {
        using var network = new SeResNet(s_options with { Classes = 1000 }, new Seeds(1));
        using var scope = NewDisposeScope();
        var weight = network.get_parameter("fc.weight")!.detach();
        var bound = 1 / Math.Sqrt(512);

        Assert.InRange(weight.abs().max().ToDouble(), 0.999 * bound, bound);
        Assert.InRange(weight.std().ToDouble(), 0.99 * bound / Math.Sqrt(3), 1.01 * bound / Math.Sqrt(3));
        Assert.Equal(0, network.get_parameter("fc.bias")!.detach().abs().max().ToDouble());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Apply_LastBatchNormOfABlock_StartsAtZeroUnlessToldOtherwise(bool zeroInit, double expected)
    {
        using var network = new SeResNet(s_options with { ZeroInitLastBatchNorm = zeroInit }, new Seeds(1));
        using var scope = NewDisposeScope();

        Assert.Equal(expected, network.get_parameter("layer3.1.bn2.weight")!.detach().max().ToDouble());
        Assert.Equal(1, network.get_parameter("layer3.1.bn1.weight")!.detach().min().ToDouble());
        Assert.Equal(1, network.get_parameter("layer2.0.downsample.1.weight")!.detach().min().ToDouble());
    }

    [Theory]
    [InlineData(SePlacement.Standard, SeGate.Sigmoid, 0)]
    [InlineData(SePlacement.Standard, SeGate.ReLU, 1)]
    [InlineData(SePlacement.Standard, SeGate.Tanh, 1)]
    [InlineData(SePlacement.Pre, SeGate.ReLU, 0)]
    [InlineData(SePlacement.Post, SeGate.Tanh, 1)]
    [InlineData(SePlacement.Identity, SeGate.ReLU, 1)]
    [InlineData(SePlacement.Identity, SeGate.Sigmoid, 0)]
    public void Apply_LastBatchNormOfABlock_StartsWhereItsBranchCanLearn(SePlacement placement, SeGate gate, double expected)
    {
        var options = new NetworkOptions
        {
            Variant = SeResNetVariant.CifarSeResNet20, Classes = 3, SqueezeExcitation = new() { Placement = placement, Gate = gate }
        };
        using var network = new SeResNet(options, new Seeds(1));
        using var scope = NewDisposeScope();

        Assert.Equal(expected, network.get_parameter("layer2.1.bn2.weight")!.detach().max().ToDouble());
    }

    [Theory]
    [InlineData(SeGate.Sigmoid)]
    [InlineData(SeGate.ReLU)]
    [InlineData(SeGate.Tanh)]
    public void Apply_AnyGate_LeavesBranchesThatLearn(SeGate gate)
    {
        using var network = new SeResNet(
            new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 3, SqueezeExcitation = new() { Gate = gate } },
            new Seeds(1));
        using var scope = NewDisposeScope();
        network.train();

        nn.functional.cross_entropy(
            network.call(randn([4, 3, 16, 16], generator: new Seeds(1).Generator("input"))), tensor((long[])[0, 1, 2, 0])).backward();

        Assert.True(network.get_parameter("layer3.2.bn2.weight")!.grad!.abs().max().ToDouble() > 0);
    }
}
