using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>Output = scale·y + shift, and zero instead where that is below the floor.</summary>
internal unsafe struct NormalizeKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Y;
    internal byte* Output;
    internal float* Scale;
    internal float* Shift;
    internal float Floor;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Chunk chunk)
    {
        var at = chunk.First * Channels * T.Size;
        var floor = Vector256.Create(Floor);
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, at += IElement.Lanes * T.Size)
            {
                var (y0, y1) = T.Load(Y + at);
                var (scale0, scale1) = Pair.Load(Scale + c);
                var (shift0, shift1) = Pair.Load(Shift + c);
                y0 = Vector256.FusedMultiplyAdd(y0, scale0, shift0);
                y1 = Vector256.FusedMultiplyAdd(y1, scale1, shift1);
                T.Store(Output + at, Pair.ZeroBelow(y0, floor), Pair.ZeroBelow(y1, floor));
            }
        }
    }
}
