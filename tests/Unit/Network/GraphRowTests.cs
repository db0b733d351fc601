using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Tests.Weights;
using Microsoft.ML.SeNet.Tests.Weights.Onnx;
using Microsoft.ML.SeNet.Weights.Flavors;
using Microsoft.ML.SeNet.Weights.Safetensors;
using SeNetMl.InterruptedTraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

/// <summary>What a residual network can do, every other network can: all of them, plain and with squeeze and excitation.</summary>
public sealed class GraphRowTests : TensorTest
{
    private const int Classes = 3;

    /// <summary>Each network that is a graph, and whether it has squeeze and excitation.</summary>
    public static TheoryData<SeResNetVariant, bool> Rows => Crossed(_ => true);

    /// <summary>Those of no more than twenty million numbers.</summary>
    public static TheoryData<SeResNetVariant, bool> Small => Crossed(row => row.Variant is not (SeResNetVariant.SeVgg16
        or SeResNetVariant.SeInceptionResNetV2 or SeResNetVariant.CifarSeWideResNet28x10 or SeResNetVariant.CifarSeShakeShake26
        or SeResNetVariant.EfficientNetB4));

    /// <summary>What papers and libraries say: parameters, and multiply-adds of convolutions and fully connected layers at the size that
    /// the network is made for. Torchvision 0.14.1 was asked for its own; timm's and the papers' are printed there.</summary>
    public static TheoryData<SeResNetVariant, bool, long, long, string> Counts => new()
    {
        { SeResNetVariant.MobileNetV3Small, true, 2_542_856, 56_510_400, "torchvision" },
        { SeResNetVariant.MobileNetV3Large, true, 5_483_032, 216_589_760, "torchvision" },
        { SeResNetVariant.EfficientNetB0, true, 5_288_548, 385_814_752, "torchvision" },
        { SeResNetVariant.EfficientNetB1, true, 7_794_184, 686_802_832, "torchvision" },
        { SeResNetVariant.EfficientNetB2, true, 9_109_994, 993_561_872, "torchvision" },
        { SeResNetVariant.EfficientNetB3, true, 12_233_232, 1_827_141_392, "torchvision" },
        { SeResNetVariant.EfficientNetB4, true, 19_341_616, 4_393_771_024, "torchvision" },
        { SeResNetVariant.SeVgg16, false, 138_365_992, 15_470_264_320, "torchvision; 15.47 G in the paper" },
        { SeResNetVariant.SeVgg16, true, 138_443_844, 15_470_340_608, "15.48 G in the paper" },
        { SeResNetVariant.SeInceptionResNetV2, false, 55_843_464, 13_155_794_016, "timm; 11.75 G in the paper" },
        { SeResNetVariant.SeBnInception, false, 11_295_240, 2_032_600_064, "Cadene; 2.03 G in the paper" },
        { SeResNetVariant.SeBnInception, true, 11_941_638, 2_033_239_424, "2.04 G in the paper" },
        { SeResNetVariant.SeMobileNet, false, 4_231_976, 568_740_352, "4.2 M and 569 M in the paper" },
        { SeResNetVariant.SeMobileNet, true, 4_718_044, 569_220_096, "4.7 M and, with scaling, 572 M in the paper" },
        { SeResNetVariant.SeShuffleNet, false, 1_865_728, 137_460_672, "1.8 M and 140 M in the paper, 137 M in ShuffleNet's" },
        { SeResNetVariant.SeShuffleNet, true, 2_484_533, 138_071_088, "2.4 M and 142 M in the paper" },
        { SeResNetVariant.CifarSeWideResNet16x4, false, 2_748_890, 392_612_352, "2.7 M in its paper" },
        { SeResNetVariant.CifarSeWideResNet16x8, false, 10_961_370, 1_548_145_664, "11.0 M in its paper" },
        { SeResNetVariant.CifarSeWideResNet28x10, false, 36_479_194, 5_243_328_768, "36.5 M in its paper" },
        { SeResNetVariant.CifarSeShakeShake26, false, 26_192_922, 3_776_892_672, "26.2 M in its paper" },
    };

    [Theory]
    [MemberData(nameof(Counts))]
    public void Summary_EachRow_HasTheCountsOfItsSource(
        SeResNetVariant variant, bool hasSe, long parameters, long multiplyAdds, string source)
    {
        var side = VariantRow.Of(variant).ImageSize;
        var classes = side == 32 ? 10 : 1000;
        using var network = new SeResNet(Options(variant, hasSe) with { Classes = classes }, META);

        var summary = NetworkSummary.Of(network, side, side);

        Assert.True((parameters, multiplyAdds) == (summary.Parameters, summary.MultiplyAdds), $"{source}: got {summary}");
    }

    [Fact]
    public void SeMobileNet_WithScaling_HasThePapersMultiplyAdds()
    {
        using var network = new SeResNet(NetworkOptions.Of(SeResNetVariant.SeMobileNet), META);

        Assert.Equal(572, Math.Round(NetworkSummary.Of(network).MultiplyAddsWithScaling / 1e6));
    }

    [Theory]
    [MemberData(nameof(Small))]
    public void Save_EachNetwork_ComesBackBitForBit(SeResNetVariant variant, bool hasSe)
    {
        using var file = new TemporaryFile();
        using var network = Network(variant, hasSe);

        SeNetWeights.FromNetwork(network).Save(file.Path);
        using var again = SeNetWeights.FromFile(file.Path).ToNetwork();

        Assert.Equal(network.Options.Canonical, again.Options.Canonical);
        Assert.Equal(Fits.Weights(network), Fits.Weights(again));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void SaveAsOnnx_EachNetwork_ScoresAsOursInOnnxRuntimeAndComesBack(SeResNetVariant variant, bool hasSe)
    {
        using var file = new TemporaryFile();
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = Network(variant, hasSe);
        var side = SideOf(network.Options);
        var weights = SeNetWeights.FromNetwork(network, OnnxNetworks.Normalization, new EvaluationTransform(side, 1));

        weights.SaveAsOnnx(file.Path, new OnnxExportOptions { Softmax = false, Opset = hasSe ? 17 : 13 });

        var pixels = OnnxNetworks.Noise(2, side);
        var expected = OnnxNetworks.Logits(network, pixels);
        Assert.True(expected.std().ToDouble() > 1e-3);
        Close.One("ONNX Runtime", expected, OnnxSession.Run(file.Path, OnnxNetworks.Planes(pixels)), 1e-4);
        using var again = SeNetWeights.FromFile(file.Path).ToNetwork();
        Close.One("read again", expected, OnnxNetworks.Logits(again, pixels), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void StageOf_EachLayer_IsInOneOfTheStages(SeResNetVariant variant, bool hasSe)
    {
        using var network = new SeResNet(Options(variant, hasSe), META);
        var stages = VariantRow.Of(variant).StageCount;

        var found = network.named_parameters().Select(item => network.StageOf(item.name)).ToList();

        Assert.Equal(Enumerable.Range(0, stages + 1), found.Distinct().Order());
        Assert.Equal(found.Order(), found); // from the input to the head
    }

    /// <summary>Files as other libraries write them: their names and, where theirs are fully connected layers, their shapes.</summary>
    [Fact]
    public void ForeignFiles_EveryNetworkThatALibraryHas_AreRecognized()
    {
        foreach (var flavor in GraphFlavor.Table)
            foreach (var (variant, (plain, withSe)) in flavor.Architectures)
                foreach (var hasSe in (bool[])[plain is null, withSe is not null])
                {
                    var options = Options(variant, hasSe) with { BatchNormEpsilon = flavor.Epsilon };
                    using var file = Foreign(options, flavor);

                    var foreign = new ForeignWeights(file, null);

                    Assert.Equal(
                        (options.Canonical, flavor.Flavor, true), (foreign.Network.Canonical, foreign.Flavor, foreign.HasHead));
                    if (flavor.Flavor == SeNetFlavor.Timm)
                        Assert.Equal(hasSe ? withSe : plain, TimmNetwork.NameOf(options));
                }
    }

    [Fact]
    public void ForeignFiles_OfMobileNetV3_TellItsEpsilonByTheLibrary()
    {
        var options = Options(SeResNetVariant.MobileNetV3Small, hasSe: true);
        var (timm, torchvision) = (Flavor(options, SeNetFlavor.Timm), Flavor(options, SeNetFlavor.Torchvision));
        using var one = Foreign(options, timm);
        using var other = Foreign(options, torchvision);

        Assert.Equal(1e-5, new ForeignWeights(one, null).Network.Epsilon);
        Assert.Equal(1e-3, new ForeignWeights(other, null).Network.Epsilon);
    }

    /// <summary>In either precision, and with the r that a search tries, the same numbers for the same seed.</summary>
    [Theory]
    [InlineData(SeResNetVariant.MobileNetV3Small, 2, TrainingPrecision.BFloat16)]
    [InlineData(SeResNetVariant.EfficientNetB0, 8, TrainingPrecision.Float32)]
    [InlineData(SeResNetVariant.CifarSeShakeShake26, 16, TrainingPrecision.Float32)]
    [InlineData(SeResNetVariant.SeShuffleNet, 32, TrainingPrecision.BFloat16)]
    public void Fit_WithRandomBranches_GivesTheSameWeightsForTheSameSeed(SeResNetVariant variant, int ratio, TrainingPrecision precision)
    {
        var options = Fits.Options(options =>
        {
            (options.Network, options.ReductionRatio, options.Precision) = (variant, ratio, precision);
            (options.ImageSize, options.EmbeddingColumnName) = (16, "Embedding");
        });

        SeResNetTransformer Fit()
        {
            var ml = new MLContext(seed: 3);
            return Fits.Trainer(ml, options).Fit(SmallTraining.Data(ml, 8));
        }

        using var one = Fit();
        using var other = Fit();

        Assert.Equal(ratio, one.Network.SqueezeExcitation!.ReductionRatio);
        Assert.Equal(Fits.Weights(one), Fits.Weights(other));
    }

    [Theory]
    [InlineData(SeResNetVariant.EfficientNetB0)]
    [InlineData(SeResNetVariant.MobileNetV3Large)]
    [InlineData(SeResNetVariant.CifarSeWideResNet16x4)]
    [InlineData(SeResNetVariant.CifarSeShakeShake26)]
    [InlineData(SeResNetVariant.SeVgg16)]
    public void CopyState_FromThePlainNetwork_GivesItsScores(SeResNetVariant variant)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var plain = Network(variant, hasSe: false);
        using var sut = new SeResNet(Options(variant, hasSe: true), new Seeds(2));

        sut.CopyState(plain, includesHead: true);

        sut.eval();
        var input = Pattern.Tensor("input", 2, 3, 32, 32);
        Close.One("logits", plain.call(input), sut.call(input), 1e-5);
    }

    [Fact]
    public void IsPossible_WhereAConstantReachesAPoolingOrAnAddition_IsFalse()
    {
        foreach (var variant in (SeResNetVariant[])[SeResNetVariant.SeBnInception, SeResNetVariant.SeInceptionResNetV2,
            SeResNetVariant.SeMobileNet])
            Assert.False(IdentityStart.IsPossible(Options(variant, hasSe: true)));
    }

    [Fact]
    public void Forward_PicturesThatAreTooSmall_SaysHowLargeTheyMustBe()
    {
        using var scope = NewDisposeScope();
        using var network = new SeResNet(Options(SeResNetVariant.SeInceptionResNetV2, hasSe: true), META);

        Assert.Equal(
            "SE-Inception-ResNet-v2 takes pictures of at least 75 × 75 pixels, got (1, 3, 100, 74). (Parameter 'input')",
            Assert.Throws<ArgumentException>(() => network.call(zeros(1, 3, 100, 74))).Message);
    }

    [Fact]
    public void Validate_WhatAFamilyDoesNotHave_IsToldAtOnce() =>
        Assert.Equal(
            "SeResNet cannot be made from these values. Shortcut: expected Projection, which SE-MobileNet has, got ParameterFree. "
            + "BatchNormEpsilon: expected null, or above 0 and at most 0.1, got 0. Stages: expected All or a set of Layer1 to Layer5, the "
            + "stages of SE-MobileNet, got Layer1, Layer7. Placement: expected Standard, the only one that SE-MobileNet has, got Pre. "
            + "(Parameter 'options')",
            Assert.Throws<ArgumentOutOfRangeException>(new NetworkOptions
            {
                Variant = SeResNetVariant.SeMobileNet, Shortcut = ShortcutKind.ParameterFree, BatchNormEpsilon = 0,
                SqueezeExcitation = new() { Placement = SePlacement.Pre, Stages = SeStages.Layer1 | SeStages.Layer7 },
            }.Validate).Message);

    private static TheoryData<SeResNetVariant, bool> Crossed(Func<GraphRow, bool> where)
    {
        var data = new TheoryData<SeResNetVariant, bool>();
        foreach (var row in GraphRow.Table.Where(where))
            foreach (var hasSe in (bool[])[false, true])
                data.Add(row.Variant, hasSe);
        return data;
    }

    private static NetworkOptions Options(SeResNetVariant variant, bool hasSe)
    {
        var options = NetworkOptions.Of(variant) with { Classes = Classes };
        return hasSe ? options : options with { SqueezeExcitation = null };
    }

    /// <summary>The least side that tells all parts of a network apart.</summary>
    private static int SideOf(NetworkOptions options) => Math.Max(36, VariantRow.Of(options.Variant).LeastSide(options) + 4);

    /// <summary>Its weights and statistics all tell.</summary>
    private static SeResNet Network(SeResNetVariant variant, bool hasSe)
    {
        var network = new SeResNet(Options(variant, hasSe), new Seeds(1));
        Pattern.Fill(network);
        using var untracked = no_grad();
        foreach (var (name, weight) in network.named_parameters())
            if (name.EndsWith(".bn3.weight", StringComparison.Ordinal))
                weight.mul_(0.125); // else residual branches grow from block to block
        network.eval();
        return network;
    }

    private static GraphFlavor Flavor(NetworkOptions options, SeNetFlavor flavor) =>
        GraphFlavor.Table.First(one => one.Flavor == flavor && one.Architectures.ContainsKey(options.Variant));

    /// <summary>The names and shapes of a library's file.</summary>
    private static ShapesAlone Foreign(NetworkOptions options, GraphFlavor flavor)
    {
        var names = flavor.NamesOf(GraphRow.Of(options.Variant).Graph(options));
        return new ShapesAlone(GraphShapes.Of(options).ToDictionary(
            item => $"{names[item.Key[..item.Key.LastIndexOf('.')]]}{item.Key[item.Key.LastIndexOf('.')..]}",
            item => new TensorEntry(
                SafetensorsDType.F32,
                IsConnectedThere(flavor, item.Key) ? [item.Value[0], item.Value.Skip(1).Aggregate((a, b) => a * b)] : item.Value)));
    }

    private static bool IsConnectedThere(GraphFlavor flavor, string name) => flavor.Head is "classifier.3" or "classifier.6"
        && name is "conv_head.weight" or "pre_logits.fc1.weight" or "pre_logits.fc2.weight";
}
