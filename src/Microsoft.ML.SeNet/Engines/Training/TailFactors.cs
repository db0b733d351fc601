using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The numbers of each picture and channel that the tail's passes multiply with and add, from the gates s and the gradient of the squeeze, both
/// (N, C); without gates s = 1 and there is no squeeze.
/// </summary>
internal static class TailFactors
{
    /// <summary>scale·s and shift·s: (2, N, C).</summary>
    internal static Tensor Forward(MapShape shape, ChannelFactors factors, Tensor? gate) =>
        factors.Values.narrow(0, 0, 2).unsqueeze(1) * Gate(shape, gate); // (2, 1, C) · (N, C)

    /// <summary>Σ g·s + q and Σ g·s·(y − mean) + q·d over all pictures, where q is the squeeze's gradient: the sums of the normalized maps' gradient.</summary>
    /// <param name="sums">(N, 2, C).</param>
    /// <param name="gates">Null for none.</param>
    /// <param name="squeezed">q, (N, C); null for none.</param>
    internal static double[] Sums(Tensor sums, TailGates? gates, Tensor? squeezed)
    {
        if (gates is not null)
            sums = (sums * gates.Gate.unsqueeze(1)).add_(stack([squeezed!, squeezed! * gates.Deviations], 1));
        return sums.sum(0L).data<double>().ToArray(); // (2, C)
    }

    /// <summary>scale·s and scale·q/(H·W) + offset: (2, N, C).</summary>
    internal static Tensor Backward(MapShape shape, ChannelFactors factors, Tensor? gate, Tensor? squeezed, NormalizationGradients gradients)
    {
        var (scale, offset) = (factors.Values.select(0, 0), gradients.SlopeAndOffset.select(0, 1)); // (C)
        var share = squeezed is null ? zeros([shape.Pictures, shape.Channels], ScalarType.Float32) : squeezed.div(shape.Positions); // (N, C)
        return stack([scale * Gate(shape, gate), (scale * share).add_(offset)]);
    }

    private static Tensor Gate(MapShape shape, Tensor? gate) =>
        gate is null ? ones([shape.Pictures, shape.Channels], ScalarType.Float32) : gate; // (N, C)
}
