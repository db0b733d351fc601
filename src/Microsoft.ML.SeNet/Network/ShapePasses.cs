using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Passes that compute nothing: maps without numbers, on the meta device, go through the network's own forward, and each layer with weights
/// notes their sizes.
/// </summary>
internal sealed class ShapePasses : INetworkPasses
{
    private static readonly PlainPasses s_plain = new();

    private readonly List<(Module Layer, LayerShape Shape)> _seen = [];

    /// <summary>
    /// The convolutions of a network and of its squeeze and excitation, in the order in which a picture of one size meets them.
    /// </summary>
    /// <exception cref="ArgumentException">Pictures are too small for the network.</exception>
    internal static IReadOnlyList<LayerShape> Of(NetworkOptions options, int height, int width)
    {
        if (VariantRow.Of(options.Variant) is GraphRow row)
            return OfGraph(row.Graph(options), options, new Extent(height, width));
        using var scope = NewDisposeScope();
        var passes = new ShapePasses();
        using var network = new SeResNet(options, META, passes);
        using var untracked = no_grad();
        network.Features(empty([1, options.InputChannels, height, width], device: META));
        var names = network.named_modules().ToDictionary(entry => entry.module, entry => entry.name);
        return [.. passes._seen.Select(entry => entry.Shape with { Name = names[entry.Layer] + entry.Shape.Name })];
    }

    private static IReadOnlyList<LayerShape> OfGraph(NetworkGraph graph, NetworkOptions options, Extent picture)
    {
        var sizes = GraphSizes.Of(graph, picture);
        if (sizes.Any(size => size is not { Height: > 0, Width: > 0 }))
            throw Shapes.TooSmall(options, picture.Height, picture.Width);
        var shapes = new List<LayerShape>();
        foreach (var node in graph.Nodes.Skip(1))
        {
            var (from, to) = (sizes[node.Inputs[0].Number], sizes[node.Number]);
            if (node.Operation is ConvolutionOperation { Kernel: var kernel } convolution)
                shapes.Add(new(node.Name, [convolution.To, convolution.From / convolution.Groups, kernel.Height, kernel.Width], from, to)
                {
                    Stride = convolution.Stride, Padding = convolution.Padding, Groups = convolution.Groups,
                });
            else if (node.Operation is ExcitationOperation { HiddenUnits: var hidden })
                shapes.AddRange(Excitation(node.Name, hidden, node.Channels, to, options.SqueezeExcitation!.Squeeze != SeSqueeze.None));
        }
        return shapes;
    }

    private static LayerShape[] Excitation(string name, long hidden, long channels, Extent scaled, bool pools)
    {
        var excited = pools ? Extent.Square(1) : scaled;
        return
        [
            new($"{name}.fc1", [hidden, channels, 1, 1], excited, excited),
            new($"{name}.fc2", [channels, hidden, 1, 1], excited, excited) { Scaled = channels * scaled.Positions },
        ];
    }

    public Tensor Conv(SafeConvolution convolution, Tensor input)
    {
        var (shape, from) = (convolution.Shape, SizeOf(input));
        var to = shape.OutputOf(from);
        _seen.Add((convolution, new LayerShape("", convolution.Weight.shape, from, to)
        {
            Stride = shape.Stride, Padding = shape.Padding, Groups = shape.Groups,
        }));
        return empty([1, shape.To, to.Height, to.Width], device: META);
    }

    public Tensor Norm(BatchNorm2d normalization, Tensor maps, bool rectifies) => maps;

    public Tensor ConvNorm(SafeConvolution convolution, BatchNorm2d normalization, Tensor input) => Conv(convolution, input);

    public Tensor ConvNormRelu(SafeConvolution convolution, BatchNorm2d normalization, Tensor input) =>
        ConvNorm(convolution, normalization, input);

    public Tensor BlockEnd(
        SafeConvolution convolution, BatchNorm2d normalization, SqueezeExcitation? squeezeExcitation, Tensor maps, Tensor identity,
        bool rectifiesFirst = false)
    {
        var branch = ConvNorm(convolution, normalization, maps);
        return squeezeExcitation is null ? branch : Scale(squeezeExcitation, branch);
    }

    public Tensor Scale(SqueezeExcitation squeezeExcitation, Tensor maps)
    {
        var layers = Excitation("", squeezeExcitation.HiddenUnits, squeezeExcitation.Channels, SizeOf(maps), squeezeExcitation.Pools);
        _seen.AddRange(layers.Select(layer => ((Module)squeezeExcitation, layer)));
        return maps;
    }

    public Tensor Pool(Tensor maps, StemPooling pooling, bool trains) => s_plain.Pool(maps, pooling, trains);

    private static Extent SizeOf(Tensor maps) => new((int)maps.shape[2], (int)maps.shape[3]);
}

/// <summary>A convolution with the maps that it meets.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Weight">(C', C / groups, k, k).</param>
/// <param name="Input">Size of the maps that come in.</param>
/// <param name="Output">Size of the maps that go out.</param>
internal sealed record LayerShape(string Name, long[] Weight, Extent Input, Extent Output)
{
    internal int Stride { get; init; } = 1;

    /// <summary>Zeros on either side.</summary>
    internal Extent Padding { get; init; }

    internal int Groups { get; init; } = 1;

    /// <summary>Elements of the maps that its output scales.</summary>
    internal long Scaled { get; init; }

    internal long MultiplyAdds => Weight.Aggregate(Output.Positions, (product, side) => product * side);
}
