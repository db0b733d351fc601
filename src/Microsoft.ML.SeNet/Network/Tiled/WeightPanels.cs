using Microsoft.ML.SeNet.Network.Fused;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network.Tiled;

/// <summary>Own: matrices as tiles read them: for each 64 columns, the panel of each matrix by turns, row by row.</summary>
internal sealed unsafe class WeightPanels : IDisposable
{
    private readonly Tensor _panels; // (C' / 64, matrices, K, 64)
    private readonly float* _start;
    private readonly long _rows;
    private readonly long _matrices;

    /// <param name="matrices">(matrices, K, C').</param>
    internal WeightPanels(Tensor matrices)
    {
        (_matrices, _rows) = (matrices.shape[0], matrices.shape[1]);
        using var scope = NewDisposeScope();
        _panels = matrices.view(_matrices, _rows, -1, Channels64.Count).permute(2, 0, 1, 3).contiguous().DetachFromDisposeScope();
        _start = MapMemory.Floats(_panels);
    }

    /// <summary>How many numbers.</summary>
    internal long Count => _panels.numel();

    /// <summary>A matrix's panel; good until disposal.</summary>
    internal float* Of(int panel, int matrix = 0) => _start + (((panel * _matrices) + matrix) * _rows * Channels64.Count);

    public void Dispose() => _panels.Dispose();
}
