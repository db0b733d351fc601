using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>Output = max(scale·y + shift + identity, 0); scale and shift are of a picture and channel.</summary>
internal unsafe struct TailKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Y;
    internal byte* Identity;
    internal byte* Output;
    internal float* Scale;
    internal float* Shift;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Chunk chunk)
    {
        var at = chunk.First * Channels * T.Size;
        var scale = Scale + ((long)chunk.Picture * Channels);
        var shift = Shift + ((long)chunk.Picture * Channels);
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, at += IElement.Lanes * T.Size)
            {
                var (y0, y1) = T.Load(Y + at);
                var (identity0, identity1) = T.Load(Identity + at);
                var (scale0, scale1) = Pair.Load(scale + c);
                var (shift0, shift1) = Pair.Load(shift + c);
                y0 = Vector256.FusedMultiplyAdd(y0, scale0, shift0) + identity0;
                y1 = Vector256.FusedMultiplyAdd(y1, scale1, shift1) + identity1;
                T.Store(Output + at, Pair.ZeroBelow(y0, Vector256<float>.Zero), Pair.ZeroBelow(y1, Vector256<float>.Zero));
            }
        }
    }
}
