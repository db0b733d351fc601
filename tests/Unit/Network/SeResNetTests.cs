using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class SeResNetTests : TensorTest
{
    // What tests/Golden/README.md allows. float64 computes by the plain operators. In float32 other kernels than those that wrote the files
    // change a sign before a ReLU here and there (layer1.2 of resnext50_32x4d has an 8e-9), and with it gradients; in training the fused
    // passes round otherwise than PyTorch's operators. (Each fused pass is held against the operators by itself: Engines/Training.)
    private static readonly (string Mode, ScalarType Type, double Results, double Gradients)[] s_passes =
        [("eval", float32, 2e-5, 1e-3), ("eval", float64, 2e-5, 2e-5), ("train", float32, 5e-2, 5e-2), ("train", float64, 1e-4, 1e-4)];

    private static readonly NetworkOptions s_small = new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10 };

    public static TheoryData<string> Cases => GoldenFile.Names("networks");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_EachFamily_GivesPyTorchsLogitsLossAndEveryGradient(string name)
    {
        using var golden = GoldenFile.Open("networks", name);
        using var scope = NewDisposeScope();
        var description = golden.Case<NetworkCase>();
        using var sut = description.Build();

        foreach (var (mode, type, results, gradients) in s_passes)
        {
            description.Refill(sut);
            sut.zero_grad();
            sut.to(type);
            sut.train(mode == "train");

            var logits = sut.call(Pattern.Tensor(description.Input, description.InputShape).to(type));
            var loss = nn.functional.cross_entropy(logits, description.Targets());
            loss.backward();

            Close.One($"{mode}.logits", golden[$"{mode}.logits"], logits.detach(), results);
            Close.One($"{mode}.loss", golden[$"{mode}.loss"], loss.detach(), results);
            CheckGradients(golden.Under($"{mode}.grad."), sut, gradients);
        }
    }

    private static void CheckGradients(Dictionary<string, Tensor> digests, SeResNet network, double tolerance)
    {
        Assert.Equal(digests.Keys.Order(), network.named_parameters().Select(entry => entry.name).Order());
        Assert.Empty(network.named_parameters()
            .Select(entry => (entry.name, error: Digest.RelativeError(entry.name, digests[entry.name], entry.parameter.grad!.to(float32))))
            .Where(entry => !(entry.error <= tolerance))
            .Select(entry => $"{entry.name}: relative error {entry.error:E2}"));
    }

    [Fact]
    public void Forward_EveryVariant_MapsNCHWToNK()
    {
        foreach (var variant in Enum.GetValues<SeResNetVariant>())
        {
            using var sut = new SeResNet(new NetworkOptions { Variant = variant, Classes = 7 }, new Seeds(1));
            using var scope = NewDisposeScope();
            sut.eval();

            using var mode = inference_mode();
            var least = VariantRow.Of(variant).LeastSide(sut.Options);
            var logits = sut.call(rand(2, 3, Math.Max(40, least), Math.Max(33, least)));

            Assert.Equal([2, 7], logits.shape);
            Assert.True(logits.isfinite().all().ToBoolean(), $"{variant} gives numbers that are not finite");
        }
    }

    [Fact]
    public void Backward_BothBlocksInEveryPlacement_GivesEachParameterAGradient()
    {
        var placements =
            from variant in new[] { SeResNetVariant.SeResNet18, SeResNetVariant.CifarSeResNet164 }
            from placement in Enum.GetValues<SePlacement>()
            where variant != SeResNetVariant.SeResNet18 || placement != SePlacement.After3x3
            select (variant, placement);
        foreach (var (variant, placement) in placements)
        {
            var options = new NetworkOptions
            {
                Variant = variant, Classes = 3, ZeroInitLastBatchNorm = false, SqueezeExcitation = new() { Placement = placement }
            };
            using var sut = new SeResNet(options, new Seeds(1));
            using var scope = NewDisposeScope();

            nn.functional.cross_entropy(sut.call(rand(2, 3, 32, 32)), tensor(new long[] { 0, 2 })).backward();

            Assert.Empty(sut.named_parameters().Where(entry => entry.parameter.grad is null).Select(
                entry => $"{variant} {placement}: {entry.name}"));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SePlacement.Standard)]
    [InlineData(SePlacement.Identity)]
    public void Backward_ReluBeforeExcitation_GivesEachParameterAGradient(SePlacement? placement)
    {
        var se = placement is { } place ? new SqueezeExcitationOptions { Placement = place } : null;
        var options = s_small with { ReluBeforeExcitation = true, ZeroInitLastBatchNorm = false, SqueezeExcitation = se };
        using var sut = new SeResNet(options, new Seeds(1));
        using var scope = NewDisposeScope();

        nn.functional.cross_entropy(sut.call(rand(2, 3, 16, 16)), tensor(new long[] { 0, 2 })).backward();

        Assert.DoesNotContain(sut.named_parameters(), entry => entry.parameter.grad is null);
    }

    [Theory]
    [InlineData(new long[] { 2, 1, 28, 28 }, "(2, 1, 28, 28)")]
    [InlineData(new long[] { 3, 32, 32 }, "(3, 32, 32)")]
    [InlineData(new long[] { 2, 3, 0, 32 }, "(2, 3, 0, 32)")]
    public void Forward_WrongShape_NamesExpectedAndGiven(long[] shape, string given)
    {
        using var sut = new SeResNet(s_small, new Seeds(1));
        using var input = zeros(shape);

        var exception = Assert.Throws<ArgumentException>(() => sut.call(input));

        Assert.Equal($"SE-ResNet-20 takes an input of shape (N, 3, H, W), got {given}. (Parameter 'input')", exception.Message);
    }

    [Fact]
    public void Forward_CeilingStem_TakesPicturesFromThreePixelsOn()
    {
        using var sut = new SeResNet(
            s_small with { Variant = SeResNetVariant.SeResNet18, StemPooling = StemPooling.Ceiling }, new Seeds(1));
        using var scope = NewDisposeScope();
        sut.eval();

        Assert.Equal([1, 10], sut.call(zeros(1, 3, 3, 3)).shape);
        var exception = Assert.Throws<ArgumentException>(() => sut.call(zeros(1, 3, 2, 9)));

        Assert.Equal("SE-ResNet-18 with StemPooling Ceiling takes pictures of at least 3 × 3 pixels, got (1, 3, 2, 9). (Parameter 'input')",
            exception.Message);
    }

    [Fact]
    public void Constructor_Nothing_NamesTheParameter()
    {
        Assert.Throws<ArgumentNullException>("options", () => new SeResNet(null!, new Seeds(1)));
        using var sut = new SeResNet(s_small, new Seeds(1));
        Assert.Throws<ArgumentNullException>("input", () => sut.call(null!));
    }

    [Fact]
    public void Constructor_ASeed_GivesTheWeightsOfItsSeeds()
    {
        using var sut = new SeResNet(s_small, seed: 3);
        using var expected = new SeResNet(s_small, new Seeds(3));

        Assert.Equal(expected.state_dict().Keys, sut.state_dict().Keys);
        Assert.All(expected.state_dict(), entry => Assert.True(entry.Value.Equals(sut.state_dict()[entry.Key]), entry.Key));
    }

    [Fact]
    public void Constructor_InsideADisposeScope_OutlivesIt()
    {
        SeResNet sut;
        using (NewDisposeScope())
            sut = new SeResNet(s_small, new Seeds(1));

        using (sut)
        using (var scope = NewDisposeScope())
            Assert.Equal([1, 10], sut.call(zeros(1, 3, 32, 32)).shape);
    }

    [Fact]
    public void Forward_ItsInput_StaysAsItWas()
    {
        using var sut = new SeResNet(s_small with { SqueezeExcitation = null }, new Seeds(1));
        using var scope = NewDisposeScope();
        var input = Pattern.Tensor("input", 2, 3, 32, 32);

        sut.call(input);

        Assert.Equal(Pattern.Values("input", 2 * 3 * 32 * 32), input.data<float>().ToArray());
    }

    [Theory]
    [InlineData(SeResNetVariant.CifarSeResNet20, 64)]
    [InlineData(SeResNetVariant.SeResNet18, 512)]
    [InlineData(SeResNetVariant.SeResNet50, 2048)]
    public void Features_EachFamily_AreWhatTheHeadSees(SeResNetVariant variant, int expected)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var sut = new SeResNet(s_small with { Variant = variant }, new Seeds(1));
        sut.eval();
        var input = randn([2, 3, 32, 32], generator: new Seeds(2).Generator("input"));

        var features = sut.Features(input);

        Assert.Equal([2, expected], features.shape);
        Assert.Equal(expected, sut.FeatureCount);
        Assert.Equal(sut.call(input).data<float>().ToArray(),
            nn.functional.linear(features, sut.get_parameter("fc.weight")!, sut.get_parameter("fc.bias")!).data<float>().ToArray());
    }

    [Theory]
    [InlineData("conv1.weight", 0)]
    [InlineData("bn1", 0)]
    [InlineData("layer1.0.conv1.weight", 0)]
    [InlineData("layer3.2.se.fc1.bias", 2)]
    [InlineData("fc.weight", 3)]
    [InlineData("fc", 3)]
    public void StageOf_AName_CountsTheStemToTheFirstAndTheHeadLast(string name, int expected)
    {
        using var sut = new SeResNet(s_small, new Seeds(1));

        Assert.Equal(expected, sut.StageOf(name));
    }
}
