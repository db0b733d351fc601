using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Network;
using Microsoft.ML.SeNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>The networks that are exported: each family, and each option in a family that has it.</summary>
internal static class OnnxNetworks
{
    internal const int Classes = 7;

    internal static readonly Normalization Normalization = new([0.5f, 0.4f, 0.3f], [0.2f, 0.25f, 0.3f]);

    private static readonly NetworkOptions s_basic = Of(SeResNetVariant.CifarSeResNet20);
    private static readonly NetworkOptions s_bottleneck = Of(SeResNetVariant.SeResNet50);

    /// <summary>By name; those of few numbers.</summary>
    internal static IReadOnlyDictionary<string, NetworkOptions> Small { get; } = new OrderedDictionary<string, NetworkOptions>
    {
        ["cifar_20"] = s_basic,
        ["cifar_20_plain"] = s_basic with { SqueezeExcitation = null },
        ["cifar_20_pre"] = With(s_basic, new() { Placement = SePlacement.Pre }),
        ["cifar_20_post"] = With(s_basic, new() { Placement = SePlacement.Post }),
        ["cifar_20_identity"] = With(s_basic, new() { Placement = SePlacement.Identity }),
        ["cifar_20_max"] = With(s_basic, new() { Squeeze = SeSqueeze.Max }),
        ["cifar_20_no_squeeze"] = With(s_basic, new() { Squeeze = SeSqueeze.None, ReductionRatio = 4 }),
        ["cifar_20_relu"] = With(s_basic, new() { Gate = SeGate.ReLU }),
        ["cifar_20_tanh"] = With(s_basic, new() { Gate = SeGate.Tanh }),
        ["cifar_20_no_bias"] = With(s_basic, new() { Bias = false }),
        ["cifar_20_multiple_of_8"] = With(s_basic, new() { Rounding = SeRounding.MultipleOf8 }),
        ["cifar_20_one_stage"] = With(s_basic, new() { Stages = SeStages.Layer2 }),
        ["cifar_20_parameter_free"] = s_basic with { Shortcut = ShortcutKind.ParameterFree },
        ["cifar_20_parameter_free_identity"] = With(s_basic, new() { Placement = SePlacement.Identity })
            with { Shortcut = ShortcutKind.ParameterFree },
        ["cifar_164"] = Of(SeResNetVariant.CifarSeResNet164),
        ["cifar_164_after_3x3"] = With(Of(SeResNetVariant.CifarSeResNet164), new() { Placement = SePlacement.After3x3 })
            with { Stride = StridePosition.OneByOne },
    };

    /// <summary>By name; those of tens of millions of numbers.</summary>
    internal static IReadOnlyDictionary<string, NetworkOptions> Large { get; } = new OrderedDictionary<string, NetworkOptions>
    {
        ["18"] = Of(SeResNetVariant.SeResNet18),
        ["18_legacy"] = Of(SeResNetVariant.SeResNet18) with { ReluBeforeExcitation = true, StemPooling = StemPooling.Ceiling },
        ["34"] = Of(SeResNetVariant.SeResNet34),
        ["50"] = s_bottleneck,
        ["50_caffe"] = s_bottleneck
            with { Stride = StridePosition.OneByOne, StemPooling = StemPooling.Ceiling, ReluBeforeExcitation = true },
        ["50_after_3x3"] = With(s_bottleneck, new() { Placement = SePlacement.After3x3 }),
        ["50_plain"] = s_bottleneck with { SqueezeExcitation = null },
        ["x50"] = Of(SeResNetVariant.SeResNeXt50),
        ["101"] = Of(SeResNetVariant.SeResNet101),
        ["x101"] = Of(SeResNetVariant.SeResNeXt101),
        ["152"] = Of(SeResNetVariant.SeResNet152),
        ["154"] = Of(SeResNetVariant.SeNet154),
        ["154_caffe"] = Of(SeResNetVariant.SeNet154) with { StemPooling = StemPooling.Ceiling },
        ["cifar_32"] = Of(SeResNetVariant.CifarSeResNet32),
        ["cifar_44"] = Of(SeResNetVariant.CifarSeResNet44),
        ["cifar_56"] = Of(SeResNetVariant.CifarSeResNet56),
        ["cifar_110"] = Of(SeResNetVariant.CifarSeResNet110),
    };

    internal static NetworkOptions Options(string name) => Small.TryGetValue(name, out var small) ? small : Large[name];

    /// <summary>A network in evaluation mode with pattern weights and statistics whose branches are small enough for many blocks,
    /// and whose logits are large enough to tell pictures apart.</summary>
    internal static SeResNet Network(NetworkOptions options)
    {
        var network = new SeResNet(options, new Seeds(1));
        Pattern.Fill(network);
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var block in network.Stages.SelectMany(stage => stage))
            block.LastNormalization.weight.mul_(1.0 / 8);
        // Scales that act on the identity would let it fade from block to block.
        if (options.SqueezeExcitation is { Placement: SePlacement.Post or SePlacement.Identity, Gate: not SeGate.ReLU, Bias: true })
            foreach (var (_, bias) in network.named_parameters()
                .Where(entry => entry.name.EndsWith(".se.fc2.bias", StringComparison.Ordinal)))
                bias.add_(3);
        network.eval();
        var head = network.get_parameter("fc.weight")!;
        var largest = (network.call(Pattern.Tensor("input", 2, 3, 16, 16)) - network.get_parameter("fc.bias")!).abs().max().ToDouble();
        if (largest > 0)
            head.mul_(4 / largest);
        return network;
    }

    /// <summary>A network's weights with all that can belong to them.</summary>
    internal static SeNetWeights Weights(SeResNet network, int? side) => new(
        "the network", network.Options,
        new WeightsSurroundings
        {
            Normalization = Normalization,
            Evaluation = side is { } size ? new EvaluationTransform(size, 0.875) : null,
            Labels = [.. Enumerable.Range(0, network.Options.Classes).Select(i => $"Straße {i}")],
        },
        network.Copy);

    /// <summary>The model's bytes.</summary>
    internal static byte[] Export(SeResNet network, int? side, OnnxExportOptions? options = null)
    {
        using var stream = new MemoryStream();
        Weights(network, side).SaveAsOnnx(stream, options);
        return stream.ToArray();
    }

    /// <summary>Our logits of pixels (N, S, S, 3).</summary>
    internal static Tensor Logits(SeResNet network, Tensor pixels)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        return network.call(PixelTensor.ToInput(pixels, Normalization, CPU)).MoveToOuterDisposeScope();
    }

    /// <summary>Pixels (N, S, S, 3) as a model takes them: (N, 3, S, S) float32.</summary>
    internal static Tensor Planes(Tensor pixels) => pixels.permute(0, 3, 1, 2).to_type(ScalarType.Float32).contiguous();

    /// <summary>Any pixels (N, S, S, 3).</summary>
    internal static Tensor Noise(int count, int side)
    {
        using var scope = NewDisposeScope();
        return ((Pattern.Tensor($"pixels {side}", count, side, side, 3) + 1) * 127.99).to_type(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    private static NetworkOptions Of(SeResNetVariant variant) => new() { Variant = variant, Classes = Classes };

    private static NetworkOptions With(NetworkOptions network, SqueezeExcitationOptions squeezeExcitation) =>
        network with { SqueezeExcitation = squeezeExcitation };
}
