using Microsoft.ML.SeNet.Compute.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The statistics of a batch (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167, algorithm 1) and what follows from them, with BatchNorm2d's
/// arithmetic: variance over all of N·H·W for the batch, over one less for the running variance.
/// </summary>
internal sealed unsafe class BatchStatistics
{
    // BatchNorm2d's default, which every network here uses.
    private const double Momentum = 0.1;

    private readonly MapShape _shape;
    private readonly PictureSums _sums;
    private readonly double[] _offsets; // of the means from the first position's numbers, as the sums are
    private readonly double[] _means;
    private readonly double[] _variances;

    /// <param name="y">(N, H, W, C).</param>
    internal BatchStatistics(Tensor y)
    {
        _shape = MapShape.Of(y);
        var firstPosition = FirstPosition(y, _shape.Channels);
        _sums = MomentsKernel.Of(y, firstPosition);
        var totals = _sums.Totals();
        var shift = MapMemory.Floats(firstPosition);
        (_offsets, _means, _variances) = (new double[_shape.Channels], new double[_shape.Channels], new double[_shape.Channels]);
        for (var c = 0; c < _means.Length; c++)
        {
            _offsets[c] = totals[c] / _shape.Rows;
            _means[c] = shift[c] + _offsets[c];
            _variances[c] = (totals[_shape.Channels + c] / _shape.Rows) - (_offsets[c] * _offsets[c]);
        }
    }

    /// <summary>How the channels are normalized.</summary>
    internal ChannelFactors Factors(NormalizationState state)
    {
        var factors = new ChannelFactors(MapMemory.NewFloats(4, _shape.Channels));
        var gamma = MapMemory.Floats(state.Weight);
        var beta = MapMemory.Floats(state.Bias);
        for (var c = 0; c < _shape.Channels; c++)
        {
            var inverse = 1 / Math.Sqrt(_variances[c] + state.Epsilon);
            factors.Scale[c] = (float)(gamma[c] * inverse);
            factors.Shift[c] = (float)(beta[c] - (_means[c] * gamma[c] * inverse));
            factors.Mean[c] = (float)_means[c];
            factors.InverseDeviation[c] = (float)inverse;
        }
        return factors;
    }

    /// <summary>How far the mean of each picture's channels is from that of the batch.</summary>
    /// <returns>(N, C) float32.</returns>
    internal Tensor Deviations()
    {
        var deviations = MapMemory.NewFloats(_shape.Pictures, _shape.Channels);
        var to = MapMemory.Floats(deviations);
        for (var picture = 0; picture < _shape.Pictures; picture++, to += _shape.Channels)
        {
            var sums = _sums.Of(picture);
            for (var c = 0; c < _shape.Channels; c++)
                to[c] = (float)((sums[c] / _shape.Positions) - _offsets[c]);
        }
        return deviations;
    }

    /// <summary>Moves the running statistics towards these.</summary>
    internal void Follow(NormalizationState state)
    {
        var mean = MapMemory.Floats(state.RunningMean);
        var variance = MapMemory.Floats(state.RunningVariance);
        var unbiased = _shape.Rows / (_shape.Rows - 1.0);
        for (var c = 0; c < _shape.Channels; c++)
        {
            mean[c] = (float)((Momentum * _means[c]) + ((1 - Momentum) * mean[c]));
            variance[c] = (float)((Momentum * _variances[c] * unbiased) + ((1 - Momentum) * variance[c]));
        }
        ++*(long*)MapMemory.Bytes(state.BatchesTracked);
    }

    /// <summary>The channels of the first position of all: near the mean, as a rule.</summary>
    private static Tensor FirstPosition(Tensor y, int channels)
    {
        var position = MapMemory.NewFloats(channels);
        if (y.dtype == ScalarType.BFloat16)
            Widen<BFloat16Element>(MapMemory.Bytes(y), MapMemory.Floats(position), channels);
        else
            Widen<Float32Element>(MapMemory.Bytes(y), MapMemory.Floats(position), channels);
        return position;
    }

    private static void Widen<T>(byte* from, float* to, int count) where T : struct, IElement
    {
        for (var i = 0; i < count; i += IElement.Lanes)
        {
            var (first, last) = T.Load(from + ((nint)i * T.Size));
            Pair.Store(to + i, first, last);
        }
    }
}

/// <summary>the tensors of a BatchNorm2d; they stay its own.</summary>
internal sealed record NormalizationState(
    Tensor Weight, Tensor Bias, Tensor RunningMean, Tensor RunningVariance, Tensor BatchesTracked, double Epsilon)
{
    internal static NormalizationState Of(BatchNorm2d normalization) => new(
        normalization.get_parameter("weight")!, normalization.get_parameter("bias")!,
        normalization.get_buffer("running_mean")!, normalization.get_buffer("running_var")!,
        normalization.get_buffer("num_batches_tracked")!, normalization.eps);
}

/// <summary>
/// Batch normalization of each channel (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167, algorithm 1): scale·y + shift, where scale = γ /
/// √(variance + ε) and shift = β − scale·mean.
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
