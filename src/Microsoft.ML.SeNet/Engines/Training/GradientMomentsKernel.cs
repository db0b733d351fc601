using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>For each chunk Σ g and Σ g·(y − mean), where g is the output's gradient and counts only where the output was not cut off.</summary>
internal unsafe struct GradientMomentsKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Gradient;
    internal byte* Y;
    internal float* Scale;
    internal float* Shift;
    internal float* Mean;
    internal float* Sums;
    internal float Floor;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Chunk chunk)
    {
        var sums = ChunkSums.Clear(Sums, chunk, Channels);
        var products = sums + Channels;
        var at = chunk.First * Channels * T.Size;
        var floor = Vector256.Create(Floor);
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, at += IElement.Lanes * T.Size)
            {
                var (y0, y1) = T.Load(Y + at);
                var (g0, g1) = T.Load(Gradient + at);
                var (scale0, scale1) = Pair.Load(Scale + c);
                var (shift0, shift1) = Pair.Load(Shift + c);
                var (mean0, mean1) = Pair.Load(Mean + c);
                g0 = Pair.ZeroUnlessAbove(g0, Vector256.FusedMultiplyAdd(y0, scale0, shift0), floor);
                g1 = Pair.ZeroUnlessAbove(g1, Vector256.FusedMultiplyAdd(y1, scale1, shift1), floor);
                Pair.Add(sums + c, g0, g1);
                Pair.AddProduct(products + c, g0, g1, y0 - mean0, y1 - mean1);
            }
        }
    }
}
