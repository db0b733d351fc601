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
        using var scope = NewDisposeScope();
        var passes = new ShapePasses();
        using var network = new SeResNet(options, META, passes);
        network.Features(empty([1, options.InputChannels, height, width], device: META));
        var names = network.named_modules().ToDictionary(entry => entry.module, entry => entry.name);
        return [.. passes._seen.Select(entry => entry.Shape with { Name = names[entry.Layer] + entry.Shape.Name })];
    }

    public Tensor ConvNorm(SafeConvolution convolution, BatchNorm2d normalization, Tensor input)
    {
        var weight = convolution.Weight.shape; // (C', C / groups, k, k)
        var from = MapSize.Of(input);
        var to = new MapSize(((from.Height - 1) / convolution.Stride) + 1, ((from.Width - 1) / convolution.Stride) + 1);
        _seen.Add((convolution, new LayerShape("", weight, from, to) { Stride = convolution.Stride, Groups = convolution.Groups }));
        return empty([1, weight[0], to.Height, to.Width], device: META);
    }

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
        var (scaled, weights) = (MapSize.Of(maps), squeezeExcitation.Weights);
        var excited = squeezeExcitation.Pools ? new MapSize(1, 1) : scaled;
        var elements = squeezeExcitation.Channels * scaled.Positions;
        _seen.Add((squeezeExcitation, new LayerShape(".fc1", weights[0]!.shape, excited, excited)));
        _seen.Add((squeezeExcitation, new LayerShape(".fc2", weights[2]!.shape, excited, excited) { Scaled = elements }));
        return maps;
    }

    public Tensor Pool(Tensor maps, StemPooling pooling, bool trains) => s_plain.Pool(maps, pooling, trains);
}

/// <summary>A convolution with the maps that it meets.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Weight">(C', C / groups, k, k).</param>
/// <param name="Input">Size of the maps that come in.</param>
/// <param name="Output">Size of the maps that go out.</param>
internal sealed record LayerShape(string Name, long[] Weight, MapSize Input, MapSize Output)
{
    internal int Stride { get; init; } = 1;

    internal int Groups { get; init; } = 1;

    /// <summary>Elements of the maps that its output scales.</summary>
    internal long Scaled { get; init; }

    internal long MultiplyAdds => Weight.Aggregate(Output.Positions, (product, side) => product * side);
}

/// <summary>Height and width of maps, in pixels.</summary>
internal readonly record struct MapSize(long Height, long Width)
{
    internal static MapSize Of(Tensor maps) => new(maps.shape[2], maps.shape[3]);

    internal long Positions => Height * Width;
}
