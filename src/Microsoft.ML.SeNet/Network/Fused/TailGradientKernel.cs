using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>
/// Own: the gradient behind the ReLU, which is the identity's: g where the output is above zero; and for each chunk Σ g and Σ g·(y − mean).
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
    public readonly void Do(in Tile tile)
    {
        var stride = (nint)Channels * T.Size;
        var start = tile.Row * stride;
        var sums = Sums + ((long)tile.Chunk * 2 * Channels);
        var products = sums + Channels;
        for (var c = 0; c < Channels; c += IElement.Lanes)
        {
            var (mean0, mean1) = Pair.Load(Mean + c);
            var (sum0, sum1) = tile.Opens ? default : Pair.Load(sums + c);
            var (product0, product1) = tile.Opens ? default : Pair.Load(products + c);
            var at = start + ((nint)c * T.Size);
            for (var row = 0; row < tile.Count; row++, at += stride)
            {
                var (output0, output1) = T.Load(Output + at);
                var (g0, g1) = T.Load(Gradient + at);
                var (y0, y1) = T.Load(Y + at);
                g0 = Pair.ZeroUnlessAbove(g0, output0, Vector256<float>.Zero);
                g1 = Pair.ZeroUnlessAbove(g1, output1, Vector256<float>.Zero);
                T.Store(Result + at, g0, g1);
                (sum0, sum1) = (sum0 + g0, sum1 + g1);
                product0 = Vector256.FusedMultiplyAdd(g0, y0 - mean0, product0);
                product1 = Vector256.FusedMultiplyAdd(g1, y1 - mean1, product1);
            }
            Pair.Store(sums + c, sum0, sum1);
            Pair.Store(products + c, product0, product1);
        }
    }
}
