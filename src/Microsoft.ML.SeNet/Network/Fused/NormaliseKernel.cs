using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Network.Fused;

/// <summary>Own: output = scale·y + shift, and zero instead where that is below the floor.</summary>
internal unsafe struct NormaliseKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Y;
    internal byte* Output;
    internal float* Scale;
    internal float* Shift;
    internal float Floor;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Tile tile)
    {
        var stride = (nint)Channels * T.Size;
        var start = tile.Row * stride;
        var floor = Vector256.Create(Floor);
        for (var c = 0; c < Channels; c += IElement.Lanes)
        {
            var (scale0, scale1) = Pair.Load(Scale + c);
            var (shift0, shift1) = Pair.Load(Shift + c);
            var at = start + ((nint)c * T.Size);
            for (var row = 0; row < tile.Count; row++, at += stride)
            {
                var (y0, y1) = T.Load(Y + at);
                y0 = Vector256.FusedMultiplyAdd(y0, scale0, shift0);
                y1 = Vector256.FusedMultiplyAdd(y1, scale1, shift1);
                T.Store(Output + at, Pair.ZeroBelow(y0, floor), Pair.ZeroBelow(y1, floor));
            }
        }
    }
}
