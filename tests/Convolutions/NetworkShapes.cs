using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace SeNetMl.Convolutions;

/// <summary>Every convolution that any variant calls for one picture of several sizes, squeeze and excitation's among them;
/// read from networks without memory.</summary>
internal static class NetworkShapes
{
    private static readonly int[] s_sides = [16, 29, 32, 75, 96, 112, 224];

    internal static IReadOnlyList<ConvolutionShape> All()
    {
        var found = new HashSet<ConvolutionShape>();
        foreach (var variant in VariantRow.All.Select(row => row.Variant))
        {
            var options = NetworkOptions.Of(variant);
            foreach (var side in s_sides.Where(side => side >= VariantRow.Of(variant).LeastSide(options)))
                found.UnionWith(ShapePasses.Of(options, side, side).Select(Shape));
        }
        return [.. found.OrderBy(shape => shape.ToString(), StringComparer.Ordinal)];
    }

    private static ConvolutionShape Shape(LayerShape layer) => new(
        1, (int)layer.Weight[1] * layer.Groups, (int)layer.Weight[0], layer.Input.Height, layer.Input.Width,
        new Extent((int)layer.Weight[2], (int)layer.Weight[3]), layer.Stride, layer.Groups, ChannelsLast: false, ScalarType.Float32)
    {
        Padding = layer.Padding,
    };
}
