using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A convolution's weights as tiles read them: for each 64 channels of the output some matrices, one after the other, each with a row of 64
/// numbers for each channel of the input.
/// </summary>
internal sealed unsafe class WeightPanels : IDisposable
{
    // Rows that are worth a thread.
    private const int LeastRows = 64;

    private readonly Tensor _panels; // (C' / 64, matrices, C, 64)
    private readonly float* _start;
    private readonly long _matrices;
    private readonly long _rows;

    /// <param name="weight">(C', C, k, k) float32; not needed afterwards.</param>
    /// <param name="matrices">Of a panel.</param>
    /// <param name="pack">Makes a row of each matrix.</param>
    internal WeightPanels(Tensor weight, int matrices, Pack pack)
    {
        (_matrices, _rows) = (matrices, weight.shape[1]);
        var (panels, kernel) = (weight.shape[0] / Channels64.Count, weight.shape[2] * weight.shape[3]);
        using var scope = NewDisposeScope();
        _panels = empty([panels, matrices, _rows, Channels64.Count]).DetachFromDisposeScope();
        _start = MapMemory.Floats(_panels);
        var from = (IntPtr)MapMemory.Floats(weight.contiguous());
        ComputeTeam.Run(panels * _rows, LeastRows, (first, end) =>
        {
            for (var item = first; item < end; item++)
            {
                var (panel, row) = Math.DivRem(item, _rows);
                var source = (float*)from + (((panel * Channels64.Count * _rows) + row) * kernel);
                pack(source, _rows * kernel, Of((int)panel) + (row * Channels64.Count), _rows * Channels64.Count);
            }
        });
    }

    /// <summary>Makes the row of one input channel in each matrix.</summary>
    /// <param name="kernels">The first output channel's kernel.</param>
    /// <param name="kernelStride">From one output channel's to the next one's.</param>
    /// <param name="to">The row in the first matrix.</param>
    /// <param name="matrixStride">From one matrix to the next.</param>
    internal delegate void Pack(float* kernels, long kernelStride, float* to, long matrixStride);

    /// <summary>How many numbers.</summary>
    internal long Count => _panels.numel();

    /// <summary>A matrix of a panel; good until disposal.</summary>
    internal float* Of(int panel, int matrix = 0) => _start + (((panel * _matrices) + matrix) * _rows * Channels64.Count);

    /// <summary>Kernels as they are: a matrix for each of their numbers.</summary>
    internal static Pack Kernels(int numbers) =>
        (kernels, kernelStride, to, matrixStride) => Copy(numbers, kernels, kernelStride, to, matrixStride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(int numbers, float* kernels, long kernelStride, float* to, long matrixStride)
    {
        for (var i = 0; i < numbers; i++)
            for (var channel = 0; channel < Channels64.Count; channel++)
                to[(i * matrixStride) + channel] = kernels[(channel * kernelStride) + i];
    }

    public void Dispose() => _panels.Dispose();
}
