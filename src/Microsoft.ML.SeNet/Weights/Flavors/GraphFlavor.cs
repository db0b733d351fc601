using Microsoft.ML.SeNet.Network.Graph;
using V = Microsoft.ML.SeNet.SeResNetVariant;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>How another library names the weights of networks that are graphs.</summary>
/// <param name="Flavor">Which library.</param>
/// <param name="Head">Its name of the head.</param>
/// <param name="Architectures">
/// The networks, and what its function that makes them is called: plain, and with squeeze and excitation; null where it has no such one.
/// </param>
internal sealed record GraphFlavor(SeNetFlavor Flavor, string Head, IReadOnlyDictionary<V, (string? Plain, string? WithSe)> Architectures)
{
    /// <summary>Its names of the two layers of squeeze and excitation.</summary>
    internal (string First, string Second) Layers { get; init; } = ("fc1", "fc2");

    /// <summary>What its batch normalization adds to variances; null where that is what ours does.</summary>
    internal double? Epsilon { get; init; }

    /// <summary>All libraries; where one network has several, the first is what files are written as.</summary>
    internal static IReadOnlyList<GraphFlavor> Table { get; } =
    [
        new(SeNetFlavor.Timm, "classifier", EfficientNets("efficientnet_b")) { Layers = ("conv_reduce", "conv_expand") },
        new(SeNetFlavor.Timm, "classifier", new Dictionary<V, (string?, string?)>
        {
            [V.MobileNetV3Small] = (null, "mobilenetv3_small_100"), [V.MobileNetV3Large] = (null, "mobilenetv3_large_100"),
        })
        {
            Layers = ("conv_reduce", "conv_expand"), Epsilon = NetworkOptions.UsualEpsilon,
        },
        new(SeNetFlavor.Timm, "classifier", Plain(V.SeMobileNet, "mobilenetv1_100")) { Layers = ("conv_reduce", "conv_expand") },
        new(SeNetFlavor.Timm, "head.fc", Plain(V.SeVgg16, "vgg16_bn")),
        new(SeNetFlavor.Timm, "classif", Plain(V.SeInceptionResNetV2, "inception_resnet_v2")),
        new(SeNetFlavor.Torchvision, "classifier.1", EfficientNets("efficientnet_b")),
        new(SeNetFlavor.Torchvision, "classifier.3", new Dictionary<V, (string?, string?)>
        {
            [V.MobileNetV3Small] = (null, "mobilenet_v3_small"), [V.MobileNetV3Large] = (null, "mobilenet_v3_large"),
        }),
        new(SeNetFlavor.Torchvision, "classifier.6", Plain(V.SeVgg16, "vgg16_bn")),
        new(SeNetFlavor.Caffe, "last_linear", Plain(V.SeBnInception, "bninception")),
    ];

    /// <summary>The names that a network's file is written with; null where that is ours.</summary>
    internal static GraphFlavor? Written(NetworkOptions options) =>
        Table.FirstOrDefault(flavor => flavor.Flavor == SeNetFlavor.Timm && flavor.Architectures.ContainsKey(options.Variant));

    /// <summary>Its name of a weight or statistic of ours.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>For each of our layers with weights, its name there.</returns>
    internal IReadOnlyDictionary<string, string> NamesOf(NetworkGraph graph)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [SeResNet.HeadName] = Head };
        foreach (var node in graph.Nodes)
            foreach (var (ours, theirs) in NamesOf(node))
                names.Add(ours, theirs);
        return names;
    }

    private IEnumerable<(string Ours, string Theirs)> NamesOf(GraphNode node)
    {
        var theirs = Flavor == SeNetFlavor.Torchvision ? node.Torchvision : null;
        switch (node.Operation)
        {
            case ConvolutionOperation { Normalization: var normalization }:
                yield return (node.Name, theirs?.Layer ?? node.Name);
                if (normalization is not null)
                    yield return (normalization, theirs?.Normalization ?? normalization);
                break;
            case NormalizationOperation:
                yield return (node.Name, node.Name);
                break;
            case ExcitationOperation:
                yield return ($"{node.Name}.fc1", $"{theirs?.Layer ?? node.Name}.{Layers.First}");
                yield return ($"{node.Name}.fc2", $"{theirs?.Layer ?? node.Name}.{Layers.Second}");
                break;
        }
    }

    private static Dictionary<V, (string? Plain, string? WithSe)> EfficientNets(string prefix) =>
        ((V[])[V.EfficientNetB0, V.EfficientNetB1, V.EfficientNetB2, V.EfficientNetB3, V.EfficientNetB4])
            .Select((variant, number) => (variant, Name: $"{prefix}{number}"))
            .ToDictionary(item => item.variant, item => ((string?)null, (string?)item.Name));

    private static Dictionary<V, (string? Plain, string? WithSe)> Plain(V variant, string name) => new() { [variant] = (name, null) };
}
