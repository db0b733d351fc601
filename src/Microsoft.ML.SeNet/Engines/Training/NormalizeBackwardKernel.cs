using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>Gradient of y = scale·g + slope·(y − mean) + offset, where g counts only where the output was not cut off.</summary>
internal unsafe struct NormalizeBackwardKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Gradient;
    internal byte* Y;
    internal byte* Result;
    internal float* Scale;
    internal float* Shift;
    internal float* Mean;
    internal float* Slope;
    internal float* Offset;
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
                var (g0, g1) = T.Load(Gradient + at);
                var (scale0, scale1) = Pair.Load(Scale + c);
                var (shift0, shift1) = Pair.Load(Shift + c);
                g0 = Pair.ZeroUnlessAbove(g0, Vector256.FusedMultiplyAdd(y0, scale0, shift0), floor);
                g1 = Pair.ZeroUnlessAbove(g1, Vector256.FusedMultiplyAdd(y1, scale1, shift1), floor);
                var (mean0, mean1) = Pair.Load(Mean + c);
                var (slope0, slope1) = Pair.Load(Slope + c);
                var (offset0, offset1) = Pair.Load(Offset + c);
                y0 = Vector256.FusedMultiplyAdd(y0 - mean0, slope0, offset0);
                y1 = Vector256.FusedMultiplyAdd(y1 - mean1, slope1, offset1);
                T.Store(Result + at, Vector256.FusedMultiplyAdd(g0, scale0, y0), Vector256.FusedMultiplyAdd(g1, scale1, y1));
            }
        }
    }
}
