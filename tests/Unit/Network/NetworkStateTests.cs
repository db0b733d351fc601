using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class NetworkStateTests : TensorTest
{
    private static readonly NetworkOptions s_options = new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10 };

    [Fact]
    public void Of_Network_IsItsStateAndSharesItsMemory()
    {
        using var scope = NewDisposeScope();
        using var network = new SeResNet(s_options, new Seeds(1));
        using var sut = NetworkState.Of(network);

        using (no_grad())
            network.get_parameter("fc.bias")!.fill_(3);

        Assert.Equal(network.state_dict().Keys, sut.Tensors.Keys);
        Assert.All(network.state_dict(), item => Assert.True(item.Value.bytes.SequenceEqual(sut.Tensors[item.Key].bytes), item.Key));
        Assert.All(sut.Tensors.Values, tensor => Assert.False(tensor.requires_grad));
    }

    [Fact]
    public void Take_WithinAScope_OutlivesNetworkAndScope()
    {
        NetworkState sut;
        using (NewDisposeScope())
            sut = NetworkState.Take(new SeResNet(s_options, new Seeds(1)));

        using (sut)
            Assert.All(sut.Tensors.Values, tensor => Assert.False(tensor.IsInvalid));
    }

    [Fact]
    public void Unset_Shapes_IsOnTheCpuInTheirTypes()
    {
        using var shapes = new SeResNet(s_options, META);

        using var sut = NetworkState.Unset(shapes);

        Assert.All(shapes.state_dict(), item => Assert.Equal((item.Value.dtype, string.Join(",", item.Value.shape)),
            (sut.Tensors[item.Key].dtype, string.Join(",", sut.Tensors[item.Key].shape))));
        Assert.All(sut.Tensors.Values, tensor => Assert.Equal(DeviceType.CPU, tensor.device_type));
    }

    [Fact]
    public void ToNetwork_IsTheNetworkInEvaluationModeAndSharesNothing()
    {
        using var scope = NewDisposeScope();
        using var network = new SeResNet(s_options, new Seeds(1));
        using var sut = NetworkState.Of(network);

        using var copy = sut.ToNetwork();

        Assert.Equal((s_options, false), (copy.Options, copy.training));
        Assert.Equal(network.state_dict().Keys, copy.state_dict().Keys);
        Assert.All(network.state_dict(), item => Assert.True(item.Value.bytes.SequenceEqual(copy.state_dict()[item.Key].bytes), item.Key));
        using (no_grad())
            copy.get_parameter("fc.bias")!.add_(1);
        Assert.False(sut.Tensors["fc.bias"].bytes.SequenceEqual(copy.get_parameter("fc.bias")!.bytes));
    }
}
