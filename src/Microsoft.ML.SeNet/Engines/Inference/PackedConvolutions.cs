using Microsoft.ML.SeNet.Engines.Inference.Tiled;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// Convolutions for prediction on the CPU with their weights in the order that they are read in: ours where they are made for the type, the
/// channels and this processor, oneDNN's else. For any number of threads once all are added.
/// </summary>
internal sealed class PackedConvolutions : IDisposable
{
    private readonly List<(TiledConvolution? Tiled, int OneDnn)> _convolutions = [];
    private readonly Lazy<OneDnnConvolutions> _oneDnn = new();

    /// <summary>Why this libtorch cannot do it; null where it can.</summary>
    internal static Exception? Obstacle => OneDnnConvolutions.Obstacle;

    /// <summary>Packs a convolution.</summary>
    /// <param name="weight">(C', C / groups, k, k), float32 or bfloat16; not needed afterwards.</param>
    /// <param name="bias">(C'), of the same type.</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On all sides.</param>
    /// <param name="groups">Of its channels.</param>
    /// <param name="relu">Whether ReLU follows.</param>
    /// <returns>Its number, for <see cref="Run"/>.</returns>
    internal int Add(Tensor weight, Tensor bias, int stride, int padding, int groups, bool relu)
    {
        _convolutions.Add(TiledConvolution.Obstacle(weight, groups) is null
            ? (TiledConvolution.Of(weight, bias, stride, padding, relu), 0)
            : (null, _oneDnn.Value.Add(weight, bias, stride, padding, groups, relu)));
        return _convolutions.Count - 1;
    }

    /// <summary>Applies a convolution: (N, C, H, W) → (N, C', H', W'), channels-last where its input is.</summary>
    internal Tensor Run(Tensor input, int number)
    {
        var (tiled, oneDnn) = _convolutions[number];
        return tiled is null ? _oneDnn.Value.Run(input, oneDnn) : tiled.Run(input);
    }

    /// <summary>Whether a convolution can end a residual block in the same pass.</summary>
    internal bool Joins(int number) => _convolutions[number].Tiled is { EndsBlocks: true };

    /// <summary>ReLU(scale · convolution + identity), by one that <see cref="Joins"/>.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="number">Its number.</param>
    /// <param name="scale">(N, C', 1, 1) float32; null for ones.</param>
    /// <param name="identity">(N, C', H', W') float32.</param>
    /// <returns>(N, C', H', W'), channels-last.</returns>
    internal Tensor Join(Tensor input, int number, Tensor? scale, Tensor identity) => _convolutions[number].Tiled!.RunAndEndBlock(input, scale, identity);

    public void Dispose()
    {
        foreach (var (tiled, _) in _convolutions)
            tiled?.Dispose();
        if (_oneDnn.IsValueCreated)
            _oneDnn.Value.Dispose();
    }
}
