using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

/// <summary>A plan's scores are those of the network's packed and folded forms, bit for bit. Goes with these.</summary>
public class PackedFormBitsTests : TensorTest
{
    public static TheoryData<string> Networks => [.. Options().Select(named => named.Name)];

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Packed_EveryNetwork_HasTheSameBits(string name)
    {
        OneDnn.Need();
        var options = Options().Single(named => named.Name == name).Options;
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            using var convolutions = new PackedConvolutions();
            Compare(options, type, null, state => InferenceForm.Packed(state, convolutions, type));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Folded_EveryNetwork_HasTheSameBits(string name)
    {
        var options = Options().Single(named => named.Name == name).Options;
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
            Compare(options, type, "a test", state => InferenceForm.Of(state).to(CPU, type));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void FoldedWeights_EveryNetwork_HaveTheSameBits(string name)
    {
        using var state = State(Options().Single(named => named.Name == name).Options);
        using var expected = InferenceForm.Of(state);
        using var scope = NewDisposeScope();

        var weights = new FoldedWeights(state).ToDictionary();

        Assert.Equal(expected.state_dict().Keys.Order(), weights.Keys.Order());
        foreach (var (key, tensor) in expected.state_dict())
            AssertSame(tensor, weights[key]);
    }

    private static void Compare(NetworkOptions options, ScalarType type, string? obstacle, Func<NetworkState, SeResNet> form)
    {
        using var state = State(options);
        using var expected = form(state);
        using var sut = PlanCompiler.Compile(state, CPU, type, obstacle);
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        foreach (var (height, width) in ((long, long)[])[(66, 50), (33, 47)])
        {
            var input = Pattern.Tensor("input", 2, options.InputChannels, height, width);
            foreach (var layout in (Tensor[])[input, input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2)])
            {
                var was = expected.Features(BFloat16Rounding(layout, type));
                var features = sut.Features(layout);

                Assert.False(features.isnan().any().item<bool>());
                AssertSame(was, features);
                AssertSame(expected.Head(was), sut.Head(features));
            }
        }
    }

    private static Tensor BFloat16Rounding(Tensor maps, ScalarType type) => SeNet.Compute.Kernels.BFloat16Rounding.To(maps, type);

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.contiguous().bytes.ToArray(), actual.contiguous().bytes.ToArray());
    }

    internal static NetworkState State(NetworkOptions options)
    {
        using var network = new SeResNet(options, new Seeds(1));
        Pattern.Fill(network);
        foreach (var block in network.Stages.SelectMany(stage => stage))
            using (no_grad())
                block.LastNormalization.get_parameter("weight")!.mul_(0.125); // else 54 blocks grow to 1e5
        return NetworkState.Of(network);
    }

    private static IEnumerable<(string Name, NetworkOptions Options)> Options()
    {
        var basic = new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10 };
        var deep = basic with { Variant = SeResNetVariant.CifarSeResNet164 };
        foreach (var variant in Enum.GetValues<SeResNetVariant>())
            yield return ($"{variant}", basic with { Variant = variant });
        foreach (var placement in Enum.GetValues<SePlacement>().Where(placement => placement != SePlacement.Standard))
            foreach (var squeeze in Enum.GetValues<SeSqueeze>())
            {
                var excitation = new SqueezeExcitationOptions { Placement = placement, Squeeze = squeeze };
                yield return ($"164 {placement} {squeeze}", deep with { SqueezeExcitation = excitation });
                if (placement != SePlacement.After3x3)
                    yield return (
                        $"18 {placement} {squeeze}",
                        basic with { Variant = SeResNetVariant.SeResNet18, SqueezeExcitation = excitation });
            }
        foreach (var squeeze in Enum.GetValues<SeSqueeze>())
            foreach (var gate in Enum.GetValues<SeGate>())
                foreach (var bias in (bool[])[false, true])
                    foreach (var variant in (SeResNetVariant[])[SeResNetVariant.CifarSeResNet20, SeResNetVariant.SeResNet50])
                        yield return (
                            $"{variant} {squeeze} {gate} {bias}",
                            basic with { Variant = variant, SqueezeExcitation = new() { Squeeze = squeeze, Gate = gate, Bias = bias } });
        SeResNetVariant[] several =
            [SeResNetVariant.SeResNet18, SeResNetVariant.SeResNet50, SeResNetVariant.SeResNeXt50, SeResNetVariant.CifarSeResNet20];
        foreach (var variant in several)
        {
            yield return ($"{variant} plain", basic with { Variant = variant, SqueezeExcitation = null });
            var imported = basic with { Variant = variant, StemPooling = StemPooling.Ceiling, ReluBeforeExcitation = true };
            yield return ($"{variant} imported", imported with { Stride = StridePosition.OneByOne });
            yield return ($"{variant} relu", basic with { Variant = variant, ReluBeforeExcitation = true, SqueezeExcitation = null });
            var some = new SqueezeExcitationOptions { Stages = SeStages.Layer1 | SeStages.Layer3, Rounding = SeRounding.MultipleOf8 };
            yield return ($"{variant} stages", basic with { Variant = variant, InputChannels = 1, SqueezeExcitation = some });
        }
        yield return ("20 parameter-free", basic with { Shortcut = ShortcutKind.ParameterFree, ReluBeforeExcitation = true });
        yield return (
            "164 parameter-free",
            deep with { Shortcut = ShortcutKind.ParameterFree, SqueezeExcitation = new() { Placement = SePlacement.Identity } });
        yield return ("20 parameter-free plain", basic with { Shortcut = ShortcutKind.ParameterFree, SqueezeExcitation = null });
    }
}
