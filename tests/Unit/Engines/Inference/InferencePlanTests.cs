using System.Runtime.Intrinsics;
using System.Text.RegularExpressions;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class InferencePlanTests : TensorTest
{
    private const string Obstacle = "a test";

    private static readonly NetworkOptions s_small = new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10 };

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

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Packed_EveryNetwork_GivesTheTrainedFormsLogits(SeResNetVariant variant, SePlacement? placement) =>
        CheckPacked(Options(variant, placement));

    [Theory]
    [MemberData(nameof(Networks))]
    public void NotPacked_EveryNetwork_GivesTheTrainedFormsLogits(SeResNetVariant variant, SePlacement? placement) =>
        Check(Options(variant, placement), ScalarType.Float32, Obstacle, 1e-4);

    [SkippableTheory]
    [InlineData(SeSqueeze.Max, SeGate.ReLU, SePlacement.Standard)]
    [InlineData(SeSqueeze.None, SeGate.Sigmoid, SePlacement.Standard)]
    [InlineData(SeSqueeze.Average, SeGate.Tanh, SePlacement.Post)]
    public void Packed_EverySqueezeAndGate_GivesTheTrainedFormsLogits(SeSqueeze squeeze, SeGate gate, SePlacement placement) =>
        CheckPacked(s_small with { SqueezeExcitation = new() { Squeeze = squeeze, Gate = gate, Placement = placement, Bias = false } });

    [SkippableTheory]
    [InlineData(SeResNetVariant.SeResNet18, StemPooling.Ceiling, ShortcutKind.Projection)]
    [InlineData(SeResNetVariant.CifarSeResNet20, StemPooling.Padded, ShortcutKind.ParameterFree)]
    public void Packed_ImportedNetworks_GiveTheTrainedFormsLogits(SeResNetVariant variant, StemPooling pooling, ShortcutKind shortcut) =>
        CheckPacked(s_small with { Variant = variant, StemPooling = pooling, Shortcut = shortcut, ReluBeforeExcitation = true });

    [Theory]
    [InlineData(SeResNetVariant.SeResNet18, StemPooling.Ceiling, ShortcutKind.Projection)]
    [InlineData(SeResNetVariant.CifarSeResNet20, StemPooling.Padded, ShortcutKind.ParameterFree)]
    public void NotPacked_ImportedNetworks_GiveTheTrainedFormsLogits(SeResNetVariant variant, StemPooling pooling, ShortcutKind shortcut) =>
        Check(
            s_small with { Variant = variant, StemPooling = pooling, Shortcut = shortcut, ReluBeforeExcitation = true },
            ScalarType.Float32, Obstacle, 1e-4);

    [Fact]
    public void Of_Float64_ComputesInFloat64()
    {
        using var trained = new SeResNet(s_small, new Seeds(1)).to(ScalarType.Float64);
        trained.eval();
        using var state = NetworkState.Of(trained);
        using var sut = InferencePlan.Of(state, CPU, ScalarType.Float64);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var input = Pattern.Tensor("input", 2, 3, 32, 32).to(float64);

        Close.One("logits", trained.call(input), sut.Head(sut.Features(input)), 1e-12);
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(Obstacle)]
    public void Features_WithoutWhatItWasCompiledFrom_HaveTheSameBits(string? obstacle)
    {
        Need(obstacle);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var state = State(s_small);
        using var sut = PlanCompiler.Compile(state, CPU, ScalarType.Float32, obstacle);
        var input = Pattern.Tensor("input", 2, 3, 32, 32);
        var before = sut.Head(sut.Features(input));

        foreach (var tensor in state.Tensors.Values)
            tensor.zero_();
        state.Dispose();

        Assert.True(before.Equals(sut.Head(sut.Features(input))));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(Obstacle)]
    public void Features_ManyThreads_HaveTheSameBits(string? obstacle)
    {
        Need(obstacle);
        using var state = State(s_small);
        using var sut = PlanCompiler.Compile(state, CPU, ScalarType.Float32, obstacle);
        var answers = new float[8][];

        Parallel.For(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var scope = NewDisposeScope();
            using var mode = inference_mode();
            answers[i] = sut.Head(sut.Features(Pattern.Tensor("input", 2, 3, 32, 32))).data<float>().ToArray();
        });

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [SkippableTheory]
    [InlineData(null)]
    [InlineData(Obstacle)]
    public void Features_Calls_KeepNoTensorAndLeaveTheInput(string? obstacle)
    {
        Need(obstacle);
        using var state = State(s_small);
        using var sut = PlanCompiler.Compile(state, CPU, ScalarType.Float32, obstacle);
        using var input = Pattern.Tensor("input", 1, 3, 32, 32);
        using var mode = inference_mode();
        var (before, numbers) = (LiveTensors.Now, input.data<float>().ToArray());

        for (var i = 0; i < 3; i++)
            sut.Features(input).Dispose();

        LiveTensors.AssertAre(before);
        Assert.Equal(numbers, input.data<float>().ToArray());
    }

    [Fact]
    public void Of_NotPacked_OwnsOneTensorForEachWeightAndBias()
    {
        using var state = State(s_small);
        var before = LiveTensors.Now;

        using (PlanCompiler.Compile(state, CPU, ScalarType.Float32, Obstacle))
            LiveTensors.AssertAre(before + (2 * 21) + (4 * 9) + 2); // convolutions, excitations, head

        LiveTensors.AssertAre(before);
    }

    [Fact]
    public void Of_AStateThatLacksAWeight_LeavesNoTensorBehind()
    {
        using var state = State(s_small);
        using var other = State(s_small with { SqueezeExcitation = null });
        var tensors = (Dictionary<string, Tensor>)state.Tensors;
        var before = LiveTensors.Now;
        tensors.Remove("layer3.2.bn2.weight", out var missing);

        Assert.Throws<KeyNotFoundException>(() => InferencePlan.Of(state, CPU, ScalarType.Float32));

        LiveTensors.AssertAre(before);
        tensors["layer3.2.bn2.weight"] = missing!;
    }

    [Fact]
    public void Features_Steps_FreeWhatNoLaterOneReads()
    {
        var alive = new List<long>();
        using var scope = NewDisposeScope();
        var input = ones(1, 3, 4, 4);
        ProbeStep[] steps =
        [
            new(alive, Slot.Maps, Slot.Maps), // the caller's input stays
            new(alive, Slot.Branch, Slot.Maps),
            new(alive, Slot.Branch, Slot.Branch),
            new(alive, Slot.Scale, Slot.Branch),
            new(alive, Slot.Identity, Slot.Maps), // the last one to read the maps
            new(alive, Slot.Maps, Slot.Branch, Slot.Scale, Slot.Identity),
        ];
        var head = new FullyConnected(ones(1, 1), null, CPU, ScalarType.Float32, isOwn: true);
        using var sut = new InferencePlan(s_small, "", steps, head, steps[0]);
        var start = LiveTensors.Now;

        using var features = sut.Features(input);

        Assert.Equal([0, 1, 2, 2, 3, 3], alive.Select(count => count - start));
        LiveTensors.AssertAre(start + 1);
    }

    [Fact]
    public void Features_OfAnotherShape_SaysWhatItTakes()
    {
        using var scope = NewDisposeScope();
        using var state = State(s_small);
        using var sut = InferencePlan.Of(state, CPU, ScalarType.Float32);

        Assert.Equal(
            "SE-ResNet-20 takes an input of shape (N, 3, H, W), got (1, 4, 8, 8). (Parameter 'input')",
            Assert.Throws<ArgumentException>(() => sut.Features(ones(1, 4, 8, 8))).Message);
    }

    [Fact]
    public void Features_TooSmallToPool_SaysWhatItTakes()
    {
        using var scope = NewDisposeScope();
        using var state = State(s_small with { Variant = SeResNetVariant.SeResNet18, StemPooling = StemPooling.Ceiling });
        using var sut = InferencePlan.Of(state, CPU, ScalarType.Float32);

        Assert.Equal([1, 512], sut.Features(ones(1, 3, 3, 3)).shape);
        Assert.Equal(
            "SE-ResNet-18 with StemPooling Ceiling takes pictures of at least 3 × 3 pixels, got (1, 3, 2, 8). (Parameter 'input')",
            Assert.Throws<ArgumentException>(() => sut.Features(ones(1, 3, 2, 8))).Message);
    }

    [Fact]
    public void ToString_NotPacked_ShowsEveryStep()
    {
        using var state = State(s_small);
        using var sut = PlanCompiler.Compile(state, CPU, ScalarType.Float32, Obstacle);

        Assert.Equal(PlanTexts.NotPacked.ReplaceLineEndings("\n"), $"{sut}");
    }

    [SkippableFact]
    public void ToString_Packed_ShowsEveryStepAndWhatIsInTheWayOfFasterOnes()
    {
        OneDnn.Need();
        Skip.IfNot(Vector512.IsHardwareAccelerated, "Needs a processor with AVX-512.");
        using var state = State(s_small);
        using var sut = PlanCompiler.Compile(state, CPU, ScalarType.Float32, obstacle: null);

        Assert.Equal(PlanTexts.Packed.ReplaceLineEndings("\n"), $"{sut}");
    }

    [SkippableFact]
    public void ToString_PackedBottleneck_ShowsTheEarlySqueezeAndTheBlockEndInTheLastConvolution()
    {
        OneDnn.Need();
        Skip.IfNot(Vector512.IsHardwareAccelerated, "Needs a processor with AVX-512.");
        using var state = State(s_small with { Variant = SeResNetVariant.SeResNeXt50 });
        using var sut = PlanCompiler.Compile(state, CPU, ScalarType.Float32, obstacle: null);

        Assert.Equal(PlanTexts.FirstBottleneck, $"{sut}".Split('\n')[4..9].Select(row => Regex.Replace(row, "  +", " | ")));
    }

    private static NetworkOptions Options(SeResNetVariant variant, SePlacement? placement) =>
        s_small with { Variant = variant, SqueezeExcitation = placement is { } place ? new() { Placement = place } : null };

    private static void Need(string? obstacle)
    {
        if (obstacle is null)
            OneDnn.Need();
    }

    private static void CheckPacked(NetworkOptions options)
    {
        OneDnn.Need();
        Check(options, ScalarType.Float32, obstacle: null, 1e-4);
        Check(options, ScalarType.BFloat16, obstacle: null, 0.2); // 54 blocks of numbers with 8 bits
    }

    private static void Check(NetworkOptions options, ScalarType type, string? obstacle, double tolerance)
    {
        using var state = State(options);
        using var trained = state.ToNetwork();
        using var sut = PlanCompiler.Compile(state, CPU, type, obstacle);
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var least = VariantRow.Of(options.Variant).LeastSide(options);
        var input = Pattern.Tensor("input", 2, Math.Max(66, least), Math.Max(50, least), 3).permute(0, 3, 1, 2);
        var expected = trained.Features(input);

        var features = sut.Features(input);

        Close.One($"{type} features", expected, features.to(ScalarType.Float32), tolerance);
        Close.One($"{type} logits", trained.call(input), sut.Head(features).to(ScalarType.Float32), tolerance);
    }

    private static NetworkState State(NetworkOptions options)
    {
        using var network = new SeResNet(options, new Seeds(1));
        Pattern.Fill(network);
        var last = VariantRow.Of(options.Variant) is ResidualRow { Block: BlockKind.Basic } ? ".bn2.weight" : ".bn3.weight";
        using var untracked = no_grad();
        foreach (var (_, weight) in network.named_parameters().Where(parameter => parameter.name.EndsWith(last, StringComparison.Ordinal)))
            weight.mul_(0.125); // else 54 blocks grow to 1e5
        return NetworkState.Of(network);
    }

    /// <summary>A copy of the first thing that it reads; counts the tensors that are alive before.</summary>
    private sealed class ProbeStep(List<long> alive, Slot to, params Slot[] from) : PlanStep("probe", to, from)
    {
        internal override string What => "";

        internal override string Kernel => "";

        internal override Tensor Run(PlanSlots slots)
        {
            alive.Add(LiveTensors.Now);
            using var onTheWay = slots[From[0]] + 1;
            _ = slots[From[0]] * 2; // is not kept
            return onTheWay.clone();
        }
    }
}
