using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace SeNetMl.Convolutions;

/// <summary>Every convolution that any variant calls for one picture of several sizes, squeeze and excitation's among them; read from networks without memory.</summary>
internal static class NetworkShapes
{
    private static readonly int[] s_sides = [16, 29, 32, 75, 112, 224];

    internal static IReadOnlyList<ConvolutionShape> All()
    {
        var found = new HashSet<ConvolutionShape>();
        foreach (var variant in VariantRow.All.Select(row => row.Variant))
        {
            using var scope = NewDisposeScope();
            using var network = new SeResNet(new NetworkOptions { Variant = variant }, Layers.Shapes);
            foreach (var side in s_sides)
                found.UnionWith(Of(network, new MapSize(side, side)));
        }
        return [.. found.OrderBy(shape => shape.ToString(), StringComparer.Ordinal)];
    }

    private static IEnumerable<ConvolutionShape> Of(SeResNet network, MapSize size)
    {
        var (stem, before) = (network.SizeAfterStemConvolutions(size), size);
        foreach (var (_, weight) in network.named_parameters().Where(entry => entry.parameter.dim() == 4 && entry.name.StartsWith("conv", StringComparison.Ordinal)))
        {
            yield return Shape(weight, before, stem, groups: 1);
            before = stem;
        }
        before = network.SizeAfterStem(size);
        foreach (var block in network.Stages.SelectMany(stage => stage))
        {
            foreach (var shape in Of(block, before))
                yield return shape;
            before = block.SizeAfterBlock(before);
        }
    }

    private static IEnumerable<ConvolutionShape> Of(ResidualBlock block, MapSize input)
    {
        var before = input;
        foreach (var (name, weight) in block.named_parameters().Where(entry => entry.parameter.dim() == 4))
        {
            var after = block.SizeAfter(name, input);
            var isMain = name.StartsWith("conv", StringComparison.Ordinal);
            yield return Shape(weight, isMain ? before : name.StartsWith("se.", StringComparison.Ordinal) ? after : input, after, name == "conv2.weight" ? block.Options.Groups : 1);
            if (isMain)
                before = after;
        }
    }

    private static ConvolutionShape Shape(Tensor weight, MapSize input, MapSize output, int groups) => new(
        1, (int)weight.shape[1] * groups, (int)weight.shape[0], (int)input.Height, (int)input.Width, (int)weight.shape[3], output == input ? 1 : 2, groups,
        ChannelsLast: false, ScalarType.Float32);
}
