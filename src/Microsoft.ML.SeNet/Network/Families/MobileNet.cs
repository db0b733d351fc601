using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// MobileNet (Howard et al., https://arxiv.org/abs/1704.04861, table 1), with squeeze and excitation behind each depthwise separable
/// convolution: the parameters of the paper's SE-MobileNet (https://arxiv.org/abs/1709.01507, table 3). Names are timm's
/// <c>mobilenetv1_100</c>.
/// </summary>
internal static class MobileNet
{
    // Channels, blocks; each stage but the first halves the map.
    private static readonly (int Channels, int Blocks)[] s_stages = [(64, 1), (128, 2), (256, 2), (512, 6), (1024, 2)];

    internal static NetworkGraph Of(GraphRequest request)
    {
        var graph = new GraphBuilder(request);
        var maps = graph.Conv(graph.Input, "conv_stem", "bn1", 32, Extent.Square(3), Activation.ReLU6, stride: 2);
        for (var stage = 0; stage < s_stages.Length; stage++)
        {
            graph.Stage = stage;
            for (var i = 0; i < s_stages[stage].Blocks; i++)
            {
                var (name, stride) = ($"blocks.{stage}.{i}", i == 0 && stage > 0 ? 2 : 1);
                maps = graph.Conv(
                    maps, $"{name}.conv_dw", $"{name}.bn1", maps.Channels, Extent.Square(3), Activation.ReLU6, stride, maps.Channels);
                maps = graph.Conv(
                    maps, $"{name}.conv_pw", $"{name}.bn2", s_stages[stage].Channels, Extent.Square(1), Activation.ReLU6);
                maps = graph.Excite(maps, $"{name}.se");
            }
        }
        graph.AdaptivePool(maps, "global_pool");
        return graph.ToGraph();
    }
}
