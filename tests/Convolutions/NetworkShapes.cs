using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace SeNetMl.Convolutions;

/// <summary>Every convolution that any variant calls for one picture of several sizes, squeeze and excitation's among them;
/// read from networks without memory.</summary>
internal static class NetworkShapes
{
    private static readonly int[] s_sides = [16, 29, 32, 75, 112, 224];

    internal static IReadOnlyList<ConvolutionShape> All()
    {
        var found = new HashSet<ConvolutionShape>();
        foreach (var variant in VariantRow.All.Select(row => row.Variant))
        {
            foreach (var side in s_sides)
                found.UnionWith(ShapePasses.Of(new NetworkOptions { Variant = variant }, side, side).Select(Shape));
        }
        return [.. found.OrderBy(shape => shape.ToString(), StringComparer.Ordinal)];
    }

    private static ConvolutionShape Shape(LayerShape layer) => new(
        1, (int)layer.Weight[1] * layer.Groups, (int)layer.Weight[0], (int)layer.Input.Height, (int)layer.Input.Width, (int)layer.Weight[3],
        layer.Stride, layer.Groups, ChannelsLast: false, ScalarType.Float32);
}
