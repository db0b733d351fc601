using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class InferenceFormTests : TensorTest
{
    public static TheoryData<SeResNetVariant, SePlacement?> Networks
    {
        get
        {
            var data = new TheoryData<SeResNetVariant, SePlacement?>();
            foreach (var variant in Enum.GetValues<SeResNetVariant>())
                data.Add(variant, SePlacement.Standard);
            foreach (var placement in Enum.GetValues<SePlacement>().Where(placement => placement != SePlacement.Standard))
                data.Add(SeResNetVariant.CifarSeResNet164, placement);
            data.Add(SeResNetVariant.SeResNet50, null);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void ToInferenceForm_EveryNetwork_GivesTheTrainedFormsLogits(SeResNetVariant variant, SePlacement? placement)
    {
        var options = new NetworkOptions { Variant = variant, Classes = 10, SqueezeExcitation = placement is { } place ? new() { Placement = place } : null };
        using var trained = new SeResNet(options, new Seeds(1));
        Pattern.Fill(trained);
        foreach (var block in trained.Stages.SelectMany(stage => stage))
            using (no_grad())
                block.LastNormalization.get_parameter("weight")!.mul_(0.125); // else 54 blocks grow to 1e5
        trained.eval();
        using var sut = trained.ToInferenceForm();
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var input = Pattern.Tensor("input", 2, 3, 64, 48);

        Close.One("logits", trained.call(input), sut.call(input), 1e-4);
    }

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Packed_EveryNetwork_GivesTheTrainedFormsLogits(SeResNetVariant variant, SePlacement? placement)
    {
        var options = new NetworkOptions { Variant = variant, Classes = 10, SqueezeExcitation = placement is { } place ? new() { Placement = place } : null };
        CheckPacked(options);
    }

    [SkippableTheory]
    [InlineData(SeSqueeze.Max, SeGate.ReLU, SePlacement.Standard)]
    [InlineData(SeSqueeze.None, SeGate.Sigmoid, SePlacement.Standard)]
    [InlineData(SeSqueeze.Average, SeGate.Tanh, SePlacement.Post)]
    public void Packed_EverySqueezeAndGate_GivesTheTrainedFormsLogits(SeSqueeze squeeze, SeGate gate, SePlacement placement) => CheckPacked(new NetworkOptions
    {
        Variant = SeResNetVariant.CifarSeResNet20,
        Classes = 10,
        SqueezeExcitation = new() { Squeeze = squeeze, Gate = gate, Placement = placement, Bias = false },
    });

    [SkippableTheory]
    [InlineData(SeResNetVariant.SeResNet18, StemPooling.Ceiling, ShortcutKind.Projection)]
    [InlineData(SeResNetVariant.CifarSeResNet20, StemPooling.Padded, ShortcutKind.ParameterFree)]
    public void Packed_FlagsOfImportedNetworks_GiveTheTrainedFormsLogits(SeResNetVariant variant, StemPooling pooling, ShortcutKind shortcut) =>
        CheckPacked(new NetworkOptions { Variant = variant, Classes = 10, StemPooling = pooling, Shortcut = shortcut, ReluBeforeExcitation = true });

    private static void CheckPacked(NetworkOptions options)
    {
        OneDnn.Need();
        using var trained = new SeResNet(options, new Seeds(1));
        Pattern.Fill(trained);
        foreach (var block in trained.Stages.SelectMany(stage => stage))
            using (no_grad())
                block.LastNormalization.get_parameter("weight")!.mul_(0.125); // else 54 blocks grow to 1e5
        trained.eval();
        using var state = NetworkState.Of(trained);
        using var convolutions = new PackedConvolutions();
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var input = Pattern.Tensor("input", 2, 66, 50, 3).permute(0, 3, 1, 2);
        var expected = trained.call(input);

        using (var sut = InferenceForm.Packed(state, convolutions, ScalarType.Float32))
            Close.One("float32", expected, sut.call(input), 1e-4);
        using (var sut = InferenceForm.Packed(state, convolutions, ScalarType.BFloat16))
            Close.One("bfloat16", expected, sut.call(input.to(ScalarType.BFloat16)), 0.2); // 54 blocks of numbers with 8 bits
    }

    [Theory]
    [InlineData(SeResNetVariant.SeResNet18, StemPooling.Ceiling, ShortcutKind.Projection)]
    [InlineData(SeResNetVariant.CifarSeResNet20, StemPooling.Padded, ShortcutKind.ParameterFree)]
    public void ToInferenceForm_FlagsOfImportedNetworks_GiveTheTrainedFormsLogits(SeResNetVariant variant, StemPooling pooling, ShortcutKind shortcut)
    {
        var options = new NetworkOptions { Variant = variant, Classes = 10, StemPooling = pooling, Shortcut = shortcut, ReluBeforeExcitation = true };
        using var trained = new SeResNet(options, new Seeds(1));
        Pattern.Fill(trained);
        trained.eval();
        using var sut = trained.ToInferenceForm();
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var input = Pattern.Tensor("input", 2, 3, 66, 50);

        Close.One("logits", trained.call(input), sut.call(input), 1e-4);
    }

    [Fact]
    public void ToInferenceForm_ItsWeights_NeedNoGradientAndShareNothing()
    {
        using var trained = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20 }, new Seeds(1));
        using var sut = trained.ToInferenceForm();
        using var scope = NewDisposeScope();
        var before = sut.get_parameter("fc.weight")!.clone();

        using (no_grad())
            trained.get_parameter("fc.weight")!.zero_();

        Assert.True(sut.IsInferenceForm);
        Assert.False(sut.training);
        Assert.Empty(sut.named_buffers());
        Assert.All(sut.parameters(), parameter => Assert.False(parameter.requires_grad));
        Assert.True(sut.get_parameter("fc.weight")!.Equals(before));
    }

    [Fact]
    public void ToInferenceForm_OfFloat64_StaysFloat64()
    {
        using var trained = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20 }, new Seeds(1)).to(ScalarType.Float64);
        using var sut = trained.ToInferenceForm();
        using var scope = NewDisposeScope();
        trained.eval();

        Assert.Equal(ScalarType.Float64, sut.get_parameter("conv1.weight")!.dtype);
        var input = Pattern.Tensor("input", 2, 3, 32, 32).to(float64);
        Close.One("logits", trained.call(input).detach(), sut.call(input), 1e-12);
    }

    [Fact]
    public void ToInferenceForm_OfAnInferenceForm_SaysWhatToDo()
    {
        using var trained = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20 }, new Seeds(1));
        using var sut = trained.ToInferenceForm();

        var exception = Assert.Throws<InvalidOperationException>(sut.ToInferenceForm);

        Assert.Equal("The network is in inference form already; fold the trained network instead.", exception.Message);
    }
}
