using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The gradient behind the ReLU, which is the identity's: g where the output is above zero; and for each chunk Σ g and Σ g·(y − mean).
/// </summary>
internal unsafe struct TailGradientKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Gradient;
    internal byte* Output;
    internal byte* Y;
    internal byte* Result;
    internal float* Mean;
    internal float* Sums;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Chunk chunk)
    {
        var sums = ChunkSums.Clear(Sums, chunk, Channels);
        var products = sums + Channels;
        var at = chunk.First * Channels * T.Size;
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, at += IElement.Lanes * T.Size)
            {
                var (output0, output1) = T.Load(Output + at);
                var (g0, g1) = T.Load(Gradient + at);
                var (y0, y1) = T.Load(Y + at);
                var (mean0, mean1) = Pair.Load(Mean + c);
                g0 = Pair.ZeroUnlessAbove(g0, output0, Vector256<float>.Zero);
                g1 = Pair.ZeroUnlessAbove(g1, output1, Vector256<float>.Zero);
                T.Store(Result + at, g0, g1);
                Pair.Add(sums + c, g0, g1);
                Pair.AddProduct(products + c, g0, g1, y0 - mean0, y1 - mean1);
            }
        }
    }
}
