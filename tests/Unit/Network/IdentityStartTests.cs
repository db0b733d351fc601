using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public sealed class IdentityStartTests : TensorTest
{
    public static TheoryData<SeResNetVariant, SePlacement, SeGate, bool, SeSqueeze> Possible()
    {
        var data = new TheoryData<SeResNetVariant, SePlacement, SeGate, bool, SeSqueeze>();
        foreach (var variant in (SeResNetVariant[])[SeResNetVariant.CifarSeResNet20, SeResNetVariant.CifarSeResNet164])
            foreach (var placement in Enum.GetValues<SePlacement>())
                foreach (var gate in Enum.GetValues<SeGate>())
                    foreach (var bias in (bool[])[true, false])
                        if (IdentityStart.IsPossible(With(new SqueezeExcitationOptions { Placement = placement, Gate = gate, Bias = bias }))
                            && (placement != SePlacement.After3x3 || variant == SeResNetVariant.CifarSeResNet164))
                            data.Add(variant, placement, gate, bias, gate == SeGate.Tanh ? SeSqueeze.None : SeSqueeze.Average);
        return data;
    }

    [Theory]
    [MemberData(nameof(Possible))]
    public void CopyState_FromThePlainNetwork_GivesItsScores(
        SeResNetVariant variant, SePlacement placement, SeGate gate, bool hasBias, SeSqueeze squeeze)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var plain = Network(variant, null);
        using var sut = Network(variant, new() { Placement = placement, Gate = gate, Bias = hasBias, Squeeze = squeeze });

        sut.CopyState(plain, includesHead: true);

        using var input = randn([2, 3, 16, 16], generator: new Generator(3));
        plain.eval();
        sut.eval();
        var (expected, got) = (plain.call(input), sut.call(input));
        Assert.InRange(((expected - got).norm() / expected.norm()).item<float>(), 0, 1e-5f);
        Assert.True(expected.std().item<float>() > 1e-3f);
    }

    [Fact]
    public void CopyState_FromThePlainNetwork_LetsExcitationsLearn()
    {
        using var scope = NewDisposeScope();
        using var plain = Network(SeResNetVariant.CifarSeResNet20, null);
        using var sut = Network(SeResNetVariant.CifarSeResNet20, new());
        sut.CopyState(plain, includesHead: true);

        sut.call(randn(4, 3, 16, 16)).square().sum().backward();

        Assert.All(
            sut.named_parameters().Where(item => item.name.EndsWith("se.fc2.weight", StringComparison.Ordinal)),
            item => Assert.True(item.parameter.grad!.abs().max().item<float>() > 0));
    }

    [Theory]
    [InlineData(SePlacement.Post, SeGate.Sigmoid, true, false)]
    [InlineData(SePlacement.Identity, SeGate.Tanh, true, false)]
    [InlineData(SePlacement.Post, SeGate.ReLU, true, true)]
    [InlineData(SePlacement.Standard, SeGate.ReLU, false, false)]
    [InlineData(SePlacement.Standard, SeGate.Tanh, false, false)]
    [InlineData(SePlacement.Standard, SeGate.Sigmoid, false, true)]
    public void IsPossible_PlacesAndGates_WhereAConstantCanBeTakenIn(SePlacement placement, SeGate gate, bool hasBias, bool expected) =>
        Assert.Equal(expected, IdentityStart.IsPossible(With(new() { Placement = placement, Gate = gate, Bias = hasBias })));

    private static NetworkOptions With(SqueezeExcitationOptions se) => new() { SqueezeExcitation = se };

    /// <summary>A network whose statistics and weights all tell.</summary>
    private static SeResNet Network(SeResNetVariant variant, SqueezeExcitationOptions? se)
    {
        var network = new SeResNet(
            new NetworkOptions { Variant = variant, Classes = 5, SqueezeExcitation = se, ZeroInitLastBatchNorm = false }, new Seeds(1));
        using var untracked = no_grad();
        using var generator = new Generator(2);
        foreach (var (name, buffer) in network.named_buffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
                buffer.normal_(0, 0.1, generator);
            else if (name.EndsWith("running_var", StringComparison.Ordinal))
                buffer.uniform_(0.8, 1.2, generator);
        }
        return network;
    }
}
