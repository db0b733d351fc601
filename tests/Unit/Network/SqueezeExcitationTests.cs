using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class SqueezeExcitationTests : TensorTest
{
    [Fact]
    public void Forward_AnyMaps_MapsNCHWToNCHW()
    {
        using var sut = new SqueezeExcitation(6, new SqueezeExcitationOptions { ReductionRatio = 2 });
        using var scope = NewDisposeScope();

        Assert.Equal([2, 6, 5, 4], sut.call(rand(2, 6, 5, 4)).shape);
        Assert.Equal(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], sut.named_parameters().Select(entry => entry.name));
    }

    /// <summary>Equations 2 to 4 of the paper, written out in plain C# for one picture.</summary>
    [Fact]
    public void Forward_ByHand_IsThePapersFormula()
    {
        using var sut = new SqueezeExcitation(4, new SqueezeExcitationOptions { ReductionRatio = 2 });
        Pattern.Fill(sut);
        using var scope = NewDisposeScope();
        var input = Pattern.Tensor("u", 1, 4, 2, 3);

        var u = input.data<float>().ToArray();
        var (w1, b1, w2, b2) = (Numbers(sut, "fc1.weight"), Numbers(sut, "fc1.bias"), Numbers(sut, "fc2.weight"), Numbers(sut, "fc2.bias"));
        var z = Enumerable.Range(0, 4).Select(c => u.Skip(c * 6).Take(6).Average()).ToArray();
        var h = Enumerable.Range(0, 2).Select(r => Math.Max(0, b1[r] + Enumerable.Range(0, 4).Sum(c => w1[r * 4 + c] * z[c]))).ToArray();
        var s = Enumerable.Range(0, 4)
            .Select(c => 1 / (1 + Math.Exp(-(b2[c] + Enumerable.Range(0, 2).Sum(r => w2[c * 2 + r] * h[r]))))).ToArray();
        var expected = u.Select((value, i) => (float)(value * s[i / 6])).ToArray();

        Close.One("output", tensor(expected, [1, 4, 2, 3]), sut.call(input).detach(), 1e-6);
    }

    private static float[] Numbers(SqueezeExcitation block, string name) => block.get_parameter(name)!.data<float>().ToArray();

    [Fact]
    public void Constructor_BadValues_TellsThemAllAtOnce()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => new SqueezeExcitation(-4, new SqueezeExcitationOptions { ReductionRatio = -1, Gate = (SeGate)5 }));

        Assert.Equal(
            "SqueezeExcitation cannot be made from these values. channels: expected 1 or more, got -4. "
            + "ReductionRatio: expected 1 or more, got -1. Gate: expected one of Sigmoid, ReLU, Tanh, HardSigmoid, got 5. "
            + "(Parameter 'channels')",
            exception.Message);
    }

    [Fact]
    public void Constructor_BadOptions_NamesThem()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => new SqueezeExcitation(4, new SqueezeExcitationOptions { ReductionRatio = 0 }));

        Assert.Equal("SqueezeExcitation cannot be made from these values. ReductionRatio: expected 1 or more, got 0. (Parameter 'options')",
            exception.Message);
    }

    [Fact]
    public void HiddenUnits_BadValues_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => new SqueezeExcitationOptions().HiddenUnits(-64));
        Assert.Throws<ArgumentOutOfRangeException>(
            "ReductionRatio", () => new SqueezeExcitationOptions { ReductionRatio = 0 }.HiddenUnits(64));
    }

    [Fact]
    public void Forward_WrongChannels_NamesExpectedAndGiven()
    {
        using var sut = new SqueezeExcitation(8);
        using var input = zeros(2, 4, 3, 3);

        var exception = Assert.Throws<ArgumentException>(() => sut.call(input));

        Assert.Equal("SqueezeExcitation takes an input of shape (N, 8, H, W), got (2, 4, 3, 3). (Parameter 'input')", exception.Message);
    }

    [Fact]
    public void Forward_InAnyConvolutionalModule_Trains()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(3, 8, 3), new SqueezeExcitation(8), nn.ReLU());

        network.call(rand(1, 3, 8, 8)).sum().backward();

        Assert.Equal(["0.weight", "0.bias", "1.fc1.weight", "1.fc1.bias", "1.fc2.weight", "1.fc2.bias"],
            network.named_parameters().Select(entry => entry.name));
        Assert.All(network.parameters(), parameter => Assert.NotNull(parameter.grad));
    }
}
