using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The gradients of batch normalization (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167, section 3): with G = Σ g, X = Σ g·(y − mean), M
/// = N·H·W and i = 1 / √(variance + ε), γ has i·X, β has G, and y has scale·g + slope·(y − mean) + offset, where slope = −scale·i²·X/M and
/// offset = −scale·G/M.
/// </summary>
internal sealed unsafe class NormalizationGradients
{
    /// <param name="shape">Of the maps.</param>
    /// <param name="factors">Of the normalization.</param>
    /// <param name="sums">G, then X.</param>
    internal NormalizationGradients(MapShape shape, ChannelFactors factors, double[] sums)
    {
        var channels = shape.Channels;
        (Weight, Bias, SlopeAndOffset) = (MapMemory.NewFloats(channels), MapMemory.NewFloats(channels), MapMemory.NewFloats(2, channels));
        var weight = MapMemory.Floats(Weight);
        var bias = MapMemory.Floats(Bias);
        var slope = MapMemory.Floats(SlopeAndOffset);
        var offset = slope + channels;
        for (var c = 0; c < channels; c++)
        {
            var (scale, inverse) = ((double)factors.Scale[c], (double)factors.InverseDeviation[c]);
            var (total, product) = (sums[c], sums[channels + c]);
            weight[c] = (float)(inverse * product);
            bias[c] = (float)total;
            slope[c] = (float)(-scale * inverse * inverse * product / shape.Rows);
            offset[c] = (float)(-scale * total / shape.Rows);
        }
    }

    /// <summary>γ's (C).</summary>
    internal Tensor Weight { get; }

    /// <summary>β's (C).</summary>
    internal Tensor Bias { get; }

    /// <summary>(2, C).</summary>
    internal Tensor SlopeAndOffset { get; }
}
