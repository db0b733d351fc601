using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// Batch normalization of each channel (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167, algorithm 1): scale·y + shift, where scale = γ / √(variance + ε)
/// and shift = β − scale·mean.
/// </summary>
internal sealed unsafe class ChannelFactors
{
    private readonly float* _first;
    private readonly int _channels;

    /// <param name="values">(4, C) float32.</param>
    internal ChannelFactors(Tensor values)
    {
        Values = values;
        _channels = (int)values.shape[1];
        _first = MapMemory.Floats(values);
    }

    internal Tensor Values { get; }

    internal float* Scale => _first;

    internal float* Shift => _first + _channels;

    internal float* Mean => _first + (2 * _channels);

    /// <summary>1 / √(variance + ε).</summary>
    internal float* InverseDeviation => _first + (3 * _channels);

    /// <summary>The scales (C) as a tensor.</summary>
    internal Tensor Scales => Values.select(0, 0);
}
