using System.Collections.Concurrent;
using Microsoft.ML.SeNet.Network.Families;
using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network;

/// <summary>A network that is described as a graph.</summary>
/// <param name="Variant">Which network.</param>
/// <param name="PlainName">Its name without squeeze and excitation.</param>
/// <param name="Size">The side of pictures that it is made for.</param>
/// <param name="Make">Makes the graph.</param>
internal sealed record GraphRow(SeResNetVariant Variant, string PlainName, int Size, Func<GraphRequest, NetworkGraph> Make)
    : VariantRow(Variant, PlainName)
{
    private static readonly SqueezeExcitationOptions s_mobile =
        new() { ReductionRatio = 4, Rounding = SeRounding.MakeDivisible, Gate = SeGate.HardSigmoid };

    private static readonly SqueezeExcitationOptions s_efficient = new() { ReductionRatio = 4, Activation = SeActivation.SiLU };

    private readonly ConcurrentDictionary<NetworkOptions, NetworkGraph> _graphs = new();
    private readonly Lazy<NetworkGraph> _plain = new(() => Make(new GraphRequest(InputChannels: 3, (_, _) => null)));

    /// <summary>All networks that are described as graphs.</summary>
    internal static IReadOnlyList<GraphRow> Table { get; } =
    [
        new(SeResNetVariant.SeBnInception, "BN-Inception", 224, BnInception.Of),
        new(SeResNetVariant.SeInceptionResNetV2, "Inception-ResNet-v2", 299, InceptionResNet.V2) { OwnEpsilon = 1e-3 },
        new(SeResNetVariant.SeVgg16, "VGG-16", 224, Vgg.Vgg16) { Head = HeadStart.Narrow },
        new(SeResNetVariant.SeMobileNet, "MobileNet", 224, MobileNet.Of),
        new(SeResNetVariant.SeShuffleNet, "ShuffleNet 1x (g = 3)", 224, ShuffleNet.Of),
        Mobile(SeResNetVariant.MobileNetV3Small, "MobileNetV3-Small", MobileNetV3.Small),
        Mobile(SeResNetVariant.MobileNetV3Large, "MobileNetV3-Large", MobileNetV3.Large),
        Efficient(SeResNetVariant.EfficientNetB0, "EfficientNet-B0", 224, width: 1, depth: 1, dropout: 0.2),
        Efficient(SeResNetVariant.EfficientNetB1, "EfficientNet-B1", 240, width: 1, depth: 1.1, dropout: 0.2),
        Efficient(SeResNetVariant.EfficientNetB2, "EfficientNet-B2", 260, width: 1.1, depth: 1.2, dropout: 0.3),
        Efficient(SeResNetVariant.EfficientNetB3, "EfficientNet-B3", 300, width: 1.2, depth: 1.4, dropout: 0.3),
        Efficient(SeResNetVariant.EfficientNetB4, "EfficientNet-B4", 380, width: 1.4, depth: 1.8, dropout: 0.4),
        Wide(SeResNetVariant.CifarSeWideResNet16x4, "WRN-16-4", depth: 16, width: 4),
        Wide(SeResNetVariant.CifarSeWideResNet16x8, "WRN-16-8", depth: 16, width: 8),
        Wide(SeResNetVariant.CifarSeWideResNet28x10, "WRN-28-10", depth: 28, width: 10),
        new(SeResNetVariant.CifarSeShakeShake26, "Shake-Shake-26 2x96d", 32, request => ShakeShake.Of(request, width: 96)),
    ];

    internal override SqueezeExcitationOptions SqueezeExcitation => OwnSqueezeExcitation ?? new();

    /// <summary>Squeeze and excitation as the network's paper has it, where that is not that of SE-ResNets.</summary>
    internal SqueezeExcitationOptions? OwnSqueezeExcitation { get; init; }

    internal override double Epsilon => OwnEpsilon;

    internal double OwnEpsilon { get; init; } = NetworkOptions.UsualEpsilon;

    /// <summary>How the weights of the head begin.</summary>
    internal HeadStart Head { get; init; }

    internal override int StageCount => _plain.Value.Nodes.Max(node => node.Stage) + 1;

    internal override int Features => _plain.Value.Features;

    internal override int ImageSize => Size;

    internal override IReadOnlyList<SePlacement> Placements => [SePlacement.Standard];

    /// <summary>The row of a network that is a graph.</summary>
    internal static new GraphRow Of(SeResNetVariant variant) => (GraphRow)VariantRow.Of(variant);

    internal override int LeastSide(NetworkOptions options) => Graph(options).LeastSide;

    /// <summary>The network that options describe; their classes do not matter.</summary>
    internal NetworkGraph Graph(NetworkOptions options) =>
        _graphs.GetOrAdd(options.Canonical with { Classes = 1 }, given => Make(new GraphRequest(given.InputChannels, (stage, channels) =>
            given.SqueezeExcitation is { } se && se.Stages.HasFlag((SeStages)(1 << stage)) ? se.HiddenUnits(channels) : null)));

    private static GraphRow Mobile(SeResNetVariant variant, string name, Func<GraphRequest, NetworkGraph> make) =>
        new(variant, $"{name} without SE", 224, make)
        {
            SeName = name, OwnSqueezeExcitation = s_mobile, OwnEpsilon = 1e-3, Head = HeadStart.Narrow,
        };

    private static GraphRow Efficient(SeResNetVariant variant, string name, int size, double width, double depth, double dropout) =>
        new(variant, $"{name} without SE", size, request => EfficientNet.Of(request, width, depth, dropout))
        {
            SeName = name, OwnSqueezeExcitation = s_efficient, Head = HeadStart.ByClasses,
        };

    private static GraphRow Wide(SeResNetVariant variant, string name, int depth, int width) =>
        new(variant, name, 32, request => WideResNet.Of(request, depth, width));
}

/// <summary>How the weights of a head begin.</summary>
internal enum HeadStart
{
    /// <summary>Uniform within 1/√F, as PyTorch's own layers.</summary>
    ByFeatures,

    /// <summary>Uniform within 1/√K (EfficientNet).</summary>
    ByClasses,

    /// <summary>Normal with deviation 0.01 (VGG, MobileNetV3).</summary>
    Narrow,
}
