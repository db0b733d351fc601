using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// VGG-16 with batch normalization (Simonyan, Zisserman, https://arxiv.org/abs/1409.1556, table 1, column D): five stages of 3×3
/// convolutions, each with squeeze and excitation before the pooling that ends it, and two fully connected layers before the head. These
/// see a map of 7×7, whatever the picture's size. Names are timm's <c>vgg16_bn</c>.
/// </summary>
internal static class Vgg
{
    internal const double DropoutRate = 0.5;

    private const int Hidden = 4096;
    private const int Side = 7;

    // Convolutions of a stage, and their channels.
    private static readonly (int Layers, int Channels)[] s_stages = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)];

    internal static NetworkGraph Vgg16(GraphRequest request)
    {
        var graph = new GraphBuilder(request);
        var (maps, layer) = (graph.Input, 0); // layers are counted as in a sequence of convolution, normalization, ReLU; and pooling
        for (var stage = 0; stage < s_stages.Length; stage++, layer++)
        {
            graph.Stage = stage;
            for (var i = 0; i < s_stages[stage].Layers; i++, layer += 3)
            {
                var (name, normalization) = ($"features.{layer}", $"features.{layer + 1}");
                maps = graph.Conv(
                    maps, name, normalization, s_stages[stage].Channels, Extent.Square(3), Activation.ReLU, bias: true,
                    torchvision: new(name, normalization));
            }
            maps = graph.Excite(maps, $"features.{layer}.se");
            maps = graph.Pool(maps, $"features.{layer}", new PoolingOperation(PoolingKind.Largest, Kernel: 2, Stride: 2, Padding: 0));
        }
        return Classifier(graph, graph.AdaptivePool(maps, "avgpool", Side)).ToGraph(DropoutRate);
    }

    /// <summary>The fully connected layers as convolutions, the first one over the whole map.</summary>
    private static GraphBuilder Classifier(GraphBuilder graph, GraphNode maps)
    {
        var first = graph.BiasedConv(
            maps, "pre_logits.fc1", Hidden, Extent.Square(Side), Activation.ReLU, padding: Extent.Square(0),
            torchvision: new("classifier.0"));
        var kept = graph.Dropout(first, "pre_logits.drop", DropoutRate);
        graph.BiasedConv(kept, "pre_logits.fc2", Hidden, Extent.Square(1), Activation.ReLU, torchvision: new("classifier.3"));
        return graph;
    }
}
