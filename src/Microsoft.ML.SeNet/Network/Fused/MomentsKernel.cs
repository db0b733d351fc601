using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>Own: for each chunk Σ (y − shift) and Σ (y − shift)², C numbers each. The shift keeps the squares small.</summary>
internal unsafe struct MomentsKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Y;
    internal float* Shift;
    internal float* Sums;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Tile tile)
    {
        var stride = (nint)Channels * T.Size;
        var rows = Y + (tile.Row * stride);
        var sums = Sums + ((long)tile.Chunk * 2 * Channels);
        var squares = sums + Channels;
        for (var c = 0; c < Channels; c += IElement.Lanes)
        {
            var (shift0, shift1) = Pair.Load(Shift + c);
            var (sum0, sum1) = tile.Opens ? default : Pair.Load(sums + c);
            var (square0, square1) = tile.Opens ? default : Pair.Load(squares + c);
            var from = rows + ((nint)c * T.Size);
            for (var row = 0; row < tile.Count; row++, from += stride)
            {
                var (y0, y1) = T.Load(from);
                (y0, y1) = (y0 - shift0, y1 - shift1);
                (sum0, sum1) = (sum0 + y0, sum1 + y1);
                square0 = Vector256.FusedMultiplyAdd(y0, y0, square0);
                square1 = Vector256.FusedMultiplyAdd(y1, y1, square1);
            }
            Pair.Store(sums + c, sum0, sum1);
            Pair.Store(squares + c, square0, square1);
        }
    }
}
