using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>Gradient of y = scale·g + slope·(y − mean) + offset; scale and offset are of a picture and channel, slope and mean of a channel.</summary>
internal unsafe struct TailBackwardKernel<T> : IMapKernel where T : struct, IElement
{
    internal byte* Gradient;
    internal byte* Y;
    internal byte* Result;
    internal float* Scale;
    internal float* Offset;
    internal float* Slope;
    internal float* Mean;
    internal int Channels;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do(in Chunk chunk)
    {
        var at = chunk.First * Channels * T.Size;
        var scale = Scale + ((long)chunk.Picture * Channels);
        var offset = Offset + ((long)chunk.Picture * Channels);
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, at += IElement.Lanes * T.Size)
            {
                var (g0, g1) = T.Load(Gradient + at);
                var (y0, y1) = T.Load(Y + at);
                var (scale0, scale1) = Pair.Load(scale + c);
                var (offset0, offset1) = Pair.Load(offset + c);
                var (slope0, slope1) = Pair.Load(Slope + c);
                var (mean0, mean1) = Pair.Load(Mean + c);
                y0 = Vector256.FusedMultiplyAdd(y0 - mean0, slope0, offset0);
                y1 = Vector256.FusedMultiplyAdd(y1 - mean1, slope1, offset1);
                T.Store(Result + at, Vector256.FusedMultiplyAdd(g0, scale0, y0), Vector256.FusedMultiplyAdd(g1, scale1, y1));
            }
        }
    }
}
