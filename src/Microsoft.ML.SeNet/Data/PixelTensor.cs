using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Data;

/// <summary>From bytes to the network's input: the only place that knows the order of the dimensions and how colours are normalised.</summary>
internal static class PixelTensor
{
    private const float Range = byte.MaxValue;

    // As many as a span of bytes can show.
    private const long MostValues = int.MaxValue / sizeof(float);

    /// <summary>
    /// Normalises a batch on the device. The memory stays pixel by pixel (channels-last), the layout that convolutions are fastest in.
    /// </summary>
    /// <param name="pixels">(N, H, W, 3) uint8, red first, on any device; stays as it is.</param>
    /// <param name="normalisation">Mean and standard deviation.</param>
    /// <param name="device">Where the network is.</param>
    /// <returns>A new tensor (N, 3, H, W) float32 with channels-last strides.</returns>
    internal static Tensor ToInput(Tensor pixels, Normalisation normalisation, Device device)
    {
        using var scope = NewDisposeScope();
        var moved = pixels.to(device); // before the conversion: 1 byte a colour travels, not 4
        var input = device.type == DeviceType.CPU && pixels.numel() <= MostValues ? InOnePass(moved, normalisation) : InOperations(moved, normalisation, device);
        return input.MoveToOuterDisposeScope();
    }

    /// <summary>The same bits as <see cref="InOperations"/> gives.</summary>
    private static Tensor InOnePass(Tensor pixels, Normalisation normalisation)
    {
        var (scale, shift) = Factors(normalisation);
        var input = empty(pixels.shape, ScalarType.Float32); // (N, H, W, 3)
        PixelScaling.Apply(pixels.contiguous().bytes, scale, shift, MemoryMarshal.Cast<byte, float>(input.bytes));
        return input.permute(0, 3, 1, 2); // (N, 3, H, W)
    }

    /// <summary>Two operations in place on a view in the network's order of dimensions.</summary>
    internal static Tensor InOperations(Tensor pixels, Normalisation normalisation, Device device)
    {
        var (scale, shift) = Factors(normalisation);
        var input = pixels.permute(0, 3, 1, 2).to_type(ScalarType.Float32); // (N, 3, H, W), a view until the conversion, which keeps the strides
        return input.mul_(tensor(scale, [1, scale.Length, 1, 1], device: device)).add_(tensor(shift, [1, scale.Length, 1, 1], device: device));
    }

    /// <summary>For each colour: (x / 255 − mean) / deviation = x · scale + shift.</summary>
    internal static (float[] Scale, float[] Shift) Factors(Normalisation normalisation)
    {
        var scale = new float[normalisation.Mean.Count];
        var shift = new float[scale.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = (float)(1.0 / (Range * (double)normalisation.StandardDeviation[i]));
            shift[i] = (float)(-(double)normalisation.Mean[i] / normalisation.StandardDeviation[i]);
        }
        return (scale, shift);
    }
}
