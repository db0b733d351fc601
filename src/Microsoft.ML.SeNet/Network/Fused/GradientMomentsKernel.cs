using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>Own: for each chunk Σ g and Σ g·(y − mean), where g is the output's gradient and counts only where the output was not cut off.</summary>
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
    public readonly void Do(in Tile tile)
    {
        var stride = (nint)Channels * T.Size;
        var start = tile.Row * stride;
        var floor = Vector256.Create(Floor);
        var sums = Sums + ((long)tile.Chunk * 2 * Channels);
        var products = sums + Channels;
        for (var c = 0; c < Channels; c += IElement.Lanes)
        {
            var (scale0, scale1) = Pair.Load(Scale + c);
            var (shift0, shift1) = Pair.Load(Shift + c);
            var (mean0, mean1) = Pair.Load(Mean + c);
            var (sum0, sum1) = tile.Opens ? default : Pair.Load(sums + c);
            var (product0, product1) = tile.Opens ? default : Pair.Load(products + c);
            var at = start + ((nint)c * T.Size);
            for (var row = 0; row < tile.Count; row++, at += stride)
            {
                var (y0, y1) = T.Load(Y + at);
                var (g0, g1) = T.Load(Gradient + at);
                g0 = Pair.ZeroUnlessAbove(g0, Vector256.FusedMultiplyAdd(y0, scale0, shift0), floor);
                g1 = Pair.ZeroUnlessAbove(g1, Vector256.FusedMultiplyAdd(y1, scale1, shift1), floor);
                (sum0, sum1) = (sum0 + g0, sum1 + g1);
                product0 = Vector256.FusedMultiplyAdd(g0, y0 - mean0, product0);
                product1 = Vector256.FusedMultiplyAdd(g1, y1 - mean1, product1);
            }
            Pair.Store(sums + c, sum0, sum1);
            Pair.Store(products + c, product0, product1);
        }
    }
}
