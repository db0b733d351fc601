using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>For each chunk Σ (y − shift) and Σ (y − shift)², C numbers each. The shift keeps the squares small.</summary>
internal unsafe struct MomentsKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Y;
    internal float* Shift;
    internal float* Sums;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Chunk chunk)
    {
        var sums = ChunkSums.Clear(Sums, chunk, Channels);
        var squares = sums + Channels;
        var y = Y + (chunk.First * Channels * T.Size);
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, y += IElement.Lanes * T.Size)
            {
                var (y0, y1) = T.Load(y);
                var (shift0, shift1) = Pair.Load(Shift + c);
                (y0, y1) = (y0 - shift0, y1 - shift1);
                Pair.Add(sums + c, y0, y1);
                Pair.AddProduct(squares + c, y0, y1, y0, y1);
            }
        }
    }
}
