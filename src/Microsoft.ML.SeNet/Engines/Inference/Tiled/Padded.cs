using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>Maps with zeros on all sides, so that every kernel lies within them.</summary>
internal static unsafe class Padded
{
    /// <summary>(N, H, W, C) float32 → (N, H + 2·padding, W + 2·padding, C).</summary>
    internal static Tensor Of(Tensor rows, int padding)
    {
        var (height, width) = (rows.shape[1], rows.shape[2]);
        var (line, margin) = ((int)(width * rows.shape[3]), (int)(padding * rows.shape[3]));
        var padded = empty([rows.shape[0], height + (2 * padding), width + (2 * padding), rows.shape[3]]);
        var (from, to) = ((IntPtr)MapMemory.Floats(rows), (IntPtr)MapMemory.Floats(padded));
        ComputeTeam.Run(padded.shape[0] * padded.shape[1], 1, (first, end) =>
        {
            for (var row = first; row < end; row++)
            {
                var (picture, y) = Math.DivRem(row, height + (2 * padding));
                var target = new Span<float>((float*)to + (row * (line + (2 * margin))), line + (2 * margin));
                if (y < padding || y >= height + padding)
                    target.Clear();
                else
                    Copy((float*)from + (((picture * height) + y - padding) * line), target, line, margin);
            }
        });
        return padded;
    }

    private static void Copy(float* from, Span<float> to, int line, int margin)
    {
        to[..margin].Clear();
        new ReadOnlySpan<float>(from, line).CopyTo(to[margin..]);
        to[(margin + line)..].Clear();
    }
}
