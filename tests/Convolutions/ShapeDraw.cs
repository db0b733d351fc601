using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace SeNetMl.Convolutions;

/// <summary>Draws convolutions: those of our networks, in other batches, layouts and types than they are called in,
/// and others around them.</summary>
internal sealed class ShapeDraw(int seed, IReadOnlyList<ConvolutionShape> ofNetworks)
{
    // Of one pass over one channel; keeps the reference in float64 affordable.
    private const long LargestCost = 600_000;

    private static readonly int[] s_batches = [1, 1, 2, 3, 5, 8, 16];
    private static readonly int[] s_kernels = [1, 1, 3, 3, 5, 7];
    private static readonly int[] s_large = [72, 96, 100, 128, 160, 192, 256, 512, 1024, 2048];

    private readonly Random _random = new(seed);

    internal ConvolutionShape Next()
    {
        while (true)
        {
            var shape = _random.Next(2) == 0 ? OfNetworks() : Free();
            if (shape.CostOfChannel <= LargestCost && !IsKnownFault(shape))
                return shape;
        }
    }

    /// <summary>
    /// Where rows of the kernel lie two or more beyond the map, oneDNN 3.7.1's gradient of the weights in bfloat16 has for them what was in
    /// memory before, of 128 channels and others. No network of ours has such a kernel but the stem's 7×7 of few channels.
    /// </summary>
    private static bool IsKnownFault(ConvolutionShape shape) =>
        shape.Type == ScalarType.BFloat16 && shape.Padding.Height > shape.Height && shape.From / shape.Groups >= 64;

    private ConvolutionShape OfNetworks() =>
        Varied(ofNetworks[_random.Next(ofNetworks.Count)] with { Batch = s_batches[_random.Next(s_batches.Length)] });

    private ConvolutionShape Free()
    {
        var (from, to) = (Channels(), Channels());
        var groups = _random.Next(4) switch
        {
            0 => Enumerable.Range(1, Math.Min(from, to)).Where(count => from % count == 0 && to % count == 0)
                .OrderBy(_ => _random.Next()).First(),
            _ => 1,
        };
        var side = from * to > 100_000 ? 9 : 33;
        return Varied(new ConvolutionShape(
            s_batches[_random.Next(s_batches.Length)], from, to, _random.Next(1, side), _random.Next(1, side),
            Extent.Square(s_kernels[_random.Next(s_kernels.Length)]), _random.Next(1, 3), groups, ChannelsLast: false, ScalarType.Float32));
    }

    private int Channels() => _random.Next(5) == 0 ? s_large[_random.Next(s_large.Length)] : _random.Next(1, 65);

    private ConvolutionShape Varied(ConvolutionShape shape) => shape with
    {
        ChannelsLast = _random.Next(2) == 0,
        Type = _random.Next(2) == 0 ? ScalarType.Float32 : ScalarType.BFloat16,
    };
}
