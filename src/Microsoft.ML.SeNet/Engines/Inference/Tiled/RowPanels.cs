using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// The weights of a matrix product as <see cref="RowTile{T, TActivation}"/> reads them: panels of up to 64 channels of the output, each
/// with a row of whole registers for each factor.
/// </summary>
internal sealed unsafe class RowPanels : IDisposable
{
    private const int Lanes = IVectors<Vectors1>.Lanes;

    private readonly Tensor _weights;
    private readonly float* _start;
    private readonly RowPanel[] _panels;

    /// <param name="weight">(C', K) float32; not needed afterwards.</param>
    internal RowPanels(Tensor weight)
    {
        var (outputs, inputs) = ((int)weight.shape[0], weight.shape[1]);
        _panels = [.. RowPanel.Shared(outputs, inputs)];
        using var scope = NewDisposeScope();
        _weights = empty([_panels.Sum(panel => panel.Vectors) * Lanes * inputs]).DetachFromDisposeScope();
        _start = MapMemory.Floats(_weights);
        var from = MapMemory.Floats(weight.contiguous());
        foreach (var panel in _panels)
            Pack(from, inputs, panel, _start + panel.Offset);
    }

    internal int Count => _panels.Length;

    internal RowPanel this[int panel] => _panels[panel];

    internal float* WeightsOf(int panel) => _start + _panels[panel].Offset;

    private static void Pack(float* weight, long inputs, RowPanel panel, float* to)
    {
        for (long input = 0; input < inputs; input++)
            for (var vector = 0; vector < panel.Vectors; vector++)
            {
                var channel = panel.ChannelOf(vector);
                for (var lane = 0; lane < Lanes; lane++, to++)
                    *to = weight[((channel + lane) * inputs) + input];
            }
    }

    public void Dispose() => _weights.Dispose();
}

/// <summary>Channels of the output that are computed together.</summary>
/// <param name="First">The first one.</param>
/// <param name="Vectors">Registers, 1 to 4.</param>
/// <param name="Last">Where the last register begins, from the first channel on.</param>
/// <param name="Offset">Where the weights begin.</param>
internal readonly record struct RowPanel(int First, int Vectors, int Last, long Offset)
{
    private const int Lanes = IVectors<Vectors1>.Lanes;
    private const int MostVectors = 4;

    /// <summary>As few registers as hold all channels, as evenly as can be.</summary>
    /// <param name="channels">Of the output, 16 or more.</param>
    /// <param name="rows">Registers of weights for each register of channels.</param>
    internal static IEnumerable<RowPanel> Shared(int channels, long rows)
    {
        var vectors = (channels + Lanes - 1) / Lanes;
        var panels = (vectors + MostVectors - 1) / MostVectors;
        var (first, offset) = (0, 0L);
        for (var panel = 0; panel < panels; panel++)
        {
            var own = (vectors / panels) + (panel < vectors % panels ? 1 : 0);
            var width = Math.Min(own * Lanes, channels - first);
            yield return new RowPanel(first, own, width - Lanes, offset);
            first += width;
            offset += own * Lanes * rows;
        }
    }

    /// <summary>Where a register's channels begin.</summary>
    internal int ChannelOf(int vector) => First + (vector == Vectors - 1 ? Last : vector * Lanes);
}
