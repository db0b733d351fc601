using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>For each chunk Σ (y − shift) and Σ (y − shift)², C numbers each. The shift keeps the squares small.</summary>
internal unsafe struct MomentsKernel : IMapKernel
{
    internal byte* Y;
    internal float* Shift;
    internal float* Sums;
    internal int Channels;

    internal static PictureSums Of(Tensor y, Tensor shift)
    {
        var shape = MapShape.Of(y);
        var sums = PictureSums.NewChunks(shape);
        MapKernel.Run(y.dtype, shape, new MomentsKernel
        {
            Y = MapMemory.Bytes(y),
            Shift = MapMemory.Floats(shift),
            Sums = MapMemory.Floats(sums),
            Channels = shape.Channels,
        });
        return new PictureSums(sums, shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
    {
        var sums = PictureSums.Clear(Sums, chunk, Channels);
        var squares = sums + Channels;
        var y = Y + (chunk.First * Channels * T.Size);
        for (var position = 0; position < chunk.Count; position++)
        {
            for (var c = 0; c < Channels; c += IElement.Lanes, y += IElement.Lanes * T.Size)
            {
                var (y0, y1) = T.Load(y);
                var (shift0, shift1) = Pair.Load(Shift + c);
                (y0, y1) = (y0 - shift0, y1 - shift1);
                Pair.Add(sums + c, y0, y1);
                Pair.AddProduct(squares + c, y0, y1, y0, y1);
            }
        }
    }
}

/// <summary>scale·y + shift, and zero instead where that is below the floor.</summary>
internal unsafe struct NormalizeKernel : IMapKernel
{
    internal byte* Y;
    internal byte* Output;
    internal float* Scale;
    internal float* Shift;
    internal float Floor;
    internal int Channels;

    internal static Tensor Of(Tensor y, ChannelFactors factors, float floor)
    {
        var (shape, output) = (MapShape.Of(y), empty_like(y));
        MapKernel.Run(y.dtype, shape, new NormalizeKernel
        {
            Y = MapMemory.Bytes(y),
            Output = MapMemory.Bytes(output),
            Scale = factors.Scale,
            Shift = factors.Shift,
            Floor = floor,
            Channels = shape.Channels,
        });
        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
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

/// <summary>
/// For each chunk Σ g and Σ g·(y − mean), where g is the output's gradient and counts only where the output was not cut off.
/// </summary>
internal unsafe struct GradientMomentsKernel : IMapKernel
{
    internal byte* Gradient;
    internal byte* Y;
    internal float* Scale;
    internal float* Shift;
    internal float* Mean;
    internal float* Sums;
    internal float Floor;
    internal int Channels;

    internal static PictureSums Of(Tensor gradient, Tensor y, ChannelFactors factors, float floor)
    {
        var shape = MapShape.Of(y);
        var sums = PictureSums.NewChunks(shape);
        MapKernel.Run(y.dtype, shape, new GradientMomentsKernel
        {
            Gradient = MapMemory.Bytes(gradient),
            Y = MapMemory.Bytes(y),
            Scale = factors.Scale,
            Shift = factors.Shift,
            Mean = factors.Mean,
            Sums = MapMemory.Floats(sums),
            Floor = floor,
            Channels = shape.Channels,
        });
        return new PictureSums(sums, shape);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
    {
        var sums = PictureSums.Clear(Sums, chunk, Channels);
        var products = sums + Channels;
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
                var (mean0, mean1) = Pair.Load(Mean + c);
                g0 = Pair.ZeroUnlessAbove(g0, Vector256.FusedMultiplyAdd(y0, scale0, shift0), floor);
                g1 = Pair.ZeroUnlessAbove(g1, Vector256.FusedMultiplyAdd(y1, scale1, shift1), floor);
                Pair.Add(sums + c, g0, g1);
                Pair.AddProduct(products + c, g0, g1, y0 - mean0, y1 - mean1);
            }
        }
    }
}

/// <summary>The gradient of y: scale·g + slope·(y − mean) + offset, where g counts only where the output was not cut off.</summary>
internal unsafe struct NormalizeBackwardKernel : IMapKernel
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

    /// <param name="gradient">g.</param>
    /// <param name="y">As it was normalized.</param>
    /// <param name="factors">By which.</param>
    /// <param name="slopeAndOffset">(2, C).</param>
    /// <param name="floor">As there.</param>
    internal static Tensor Of(Tensor gradient, Tensor y, ChannelFactors factors, Tensor slopeAndOffset, float floor)
    {
        var (shape, result) = (MapShape.Of(y), empty_like(y));
        MapKernel.Run(y.dtype, shape, new NormalizeBackwardKernel
        {
            Gradient = MapMemory.Bytes(gradient),
            Y = MapMemory.Bytes(y),
            Result = MapMemory.Bytes(result),
            Scale = factors.Scale,
            Shift = factors.Shift,
            Mean = factors.Mean,
            Slope = MapMemory.Floats(slopeAndOffset),
            Offset = MapMemory.Floats(slopeAndOffset) + shape.Channels,
            Floor = floor,
            Channels = shape.Channels,
        });
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Do<T>(in Chunk chunk) where T : struct, IElement
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
