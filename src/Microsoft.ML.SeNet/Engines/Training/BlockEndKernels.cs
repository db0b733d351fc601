using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>max(scale·y + shift + identity, 0); scale and shift are of a picture and channel.</summary>
internal unsafe struct BlockEndKernel : IMapKernel
{
    internal byte* Y;
    internal byte* Identity;
    internal byte* Output;
    internal float* Scale;
    internal float* Shift;
    internal int Channels;

    /// <param name="y">(N, H, W, C).</param>
    /// <param name="identity">The same.</param>
    /// <param name="scaleAndShift">(2, N, C).</param>
    internal static Tensor Of(Tensor y, Tensor identity, Tensor scaleAndShift)
    {
        var (shape, output) = (MapShape.Of(y), empty_like(y));
        MapKernel.Run(y.dtype, shape, new BlockEndKernel
        {
            Y = MapMemory.Bytes(y),
            Identity = MapMemory.Bytes(identity),
            Output = MapMemory.Bytes(output),
            Scale = MapMemory.Floats(scaleAndShift),
            Shift = MapMemory.Floats(scaleAndShift) + ((long)shape.Pictures * shape.Channels),
            Channels = shape.Channels,
        });
        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
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

/// <summary>
/// The gradient behind the ReLU, which is the identity's: g where the output is above zero; and for each chunk Σ g and Σ g·(y − mean).
/// </summary>
internal unsafe struct BlockEndGradientKernel : IMapKernel
{
    internal byte* Gradient;
    internal byte* Output;
    internal byte* Y;
    internal byte* Result;
    internal float* Mean;
    internal float* Sums;
    internal int Channels;

    internal static (Tensor Gradient, PictureSums Sums) Of(Tensor gradient, Tensor output, Tensor y, ChannelFactors factors)
    {
        var (shape, result) = (MapShape.Of(y), empty_like(y));
        var sums = PictureSums.NewChunks(shape);
        MapKernel.Run(y.dtype, shape, new BlockEndGradientKernel
        {
            Gradient = MapMemory.Bytes(gradient),
            Output = MapMemory.Bytes(output),
            Y = MapMemory.Bytes(y),
            Result = MapMemory.Bytes(result),
            Mean = factors.Mean,
            Sums = MapMemory.Floats(sums),
            Channels = shape.Channels,
        });
        return (result, new PictureSums(sums, shape));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
    {
        var sums = PictureSums.Clear(Sums, chunk, Channels);
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

/// <summary>
/// The gradient of y: scale·g + slope·(y − mean) + offset; scale and offset are of a picture and channel, slope and mean of a channel.
/// </summary>
internal unsafe struct BlockEndBackwardKernel : IMapKernel
{
    internal byte* Gradient;
    internal byte* Y;
    internal byte* Result;
    internal float* Scale;
    internal float* Offset;
    internal float* Slope;
    internal float* Mean;
    internal int Channels;

    /// <param name="gradient">g.</param>
    /// <param name="y">As it was normalized.</param>
    /// <param name="factors">By which.</param>
    /// <param name="scaleAndOffset">(2, N, C).</param>
    /// <param name="slope">(C).</param>
    internal static Tensor Of(Tensor gradient, Tensor y, ChannelFactors factors, Tensor scaleAndOffset, Tensor slope)
    {
        var (shape, result) = (MapShape.Of(y), empty_like(y));
        MapKernel.Run(y.dtype, shape, new BlockEndBackwardKernel
        {
            Gradient = MapMemory.Bytes(gradient),
            Y = MapMemory.Bytes(y),
            Result = MapMemory.Bytes(result),
            Scale = MapMemory.Floats(scaleAndOffset),
            Offset = MapMemory.Floats(scaleAndOffset) + ((long)shape.Pictures * shape.Channels),
            Slope = MapMemory.Floats(slope),
            Mean = factors.Mean,
            Channels = shape.Channels,
        });
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
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
