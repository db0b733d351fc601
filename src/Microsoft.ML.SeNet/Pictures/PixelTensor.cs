using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>From bytes to the network's input: the only place that knows the order of the dimensions and how colors are normalized.</summary>
internal static class PixelTensor
{
    private const float Range = byte.MaxValue;

    // As many as a span of bytes can show.
    private const long MostValues = int.MaxValue / sizeof(float);

    /// <summary>
    /// Normalizes a batch on the device. The memory stays pixel by pixel (channels-last), the layout that convolutions are fastest in.
    /// </summary>
    /// <param name="pixels">(N, H, W, 3) uint8, red first, on any device; stays as it is.</param>
    /// <param name="normalization">Mean and standard deviation.</param>
    /// <param name="device">Where the network is.</param>
    /// <returns>A new tensor (N, 3, H, W) float32 with channels-last strides.</returns>
    internal static Tensor ToInput(Tensor pixels, Normalization normalization, Device device)
    {
        using var scope = NewDisposeScope();
        var moved = pixels.to(device); // before the conversion: 1 byte a color travels, not 4
        var input = device.type == DeviceType.CPU && pixels.numel() <= MostValues ? InOnePass(moved, normalization) : InOperations(moved, normalization, device);
        return input.MoveToOuterDisposeScope();
    }

    /// <summary>The same bits as <see cref="InOperations"/> gives.</summary>
    private static Tensor InOnePass(Tensor pixels, Normalization normalization)
    {
        var (scale, shift) = Factors(normalization);
        var input = empty(pixels.shape, ScalarType.Float32); // (N, H, W, 3)
        PixelScaling.Apply(pixels.contiguous().bytes, scale, shift, MemoryMarshal.Cast<byte, float>(input.bytes));
        return input.permute(0, 3, 1, 2); // (N, 3, H, W)
    }

    /// <summary>Two operations in place on a view in the network's order of dimensions.</summary>
    internal static Tensor InOperations(Tensor pixels, Normalization normalization, Device device)
    {
        var (scale, shift) = Factors(normalization);
        var input = pixels.permute(0, 3, 1, 2).to_type(ScalarType.Float32); // (N, 3, H, W), a view until the conversion, which keeps the strides
        return input.mul_(tensor(scale, [1, scale.Length, 1, 1], device: device)).add_(tensor(shift, [1, scale.Length, 1, 1], device: device));
    }

    /// <summary>For each color: (x / 255 − mean) / deviation = x · scale + shift.</summary>
    internal static (float[] Scale, float[] Shift) Factors(Normalization normalization)
    {
        var scale = new float[normalization.Mean.Count];
        var shift = new float[scale.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = (float)(1.0 / (Range * (double)normalization.StandardDeviation[i]));
            shift[i] = (float)(-(double)normalization.Mean[i] / normalization.StandardDeviation[i]);
        }
        return (scale, shift);
    }
}
