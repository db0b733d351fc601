using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>The passes over maps of one element type. Maps are (N, H, W, C), contiguous; what is made belongs to the caller's dispose scope.</summary>
internal abstract class MapPasses
{
    private static readonly MapPasses s_float32 = new MapPasses<Float32Element>();
    private static readonly MapPasses s_bfloat16 = new MapPasses<BFloat16Element>();

    /// <summary>For float32 or bfloat16.</summary>
    internal static MapPasses Of(ScalarType type) => type == ScalarType.BFloat16 ? s_bfloat16 : s_float32;

    /// <summary>The channels of the first position of all: near the mean, as a rule.</summary>
    internal abstract Tensor FirstPosition(Tensor y);

    /// <summary>Σ (y − shift) and Σ (y − shift)².</summary>
    internal abstract PictureSums Moments(Tensor y, Tensor shift);

    /// <summary>scale·y + shift, and zero instead where that is below the floor.</summary>
    internal abstract Tensor Normalize(Tensor y, ChannelFactors factors, float floor);

    /// <summary>Σ g and Σ g·(y − mean), where g counts only where <see cref="Normalize"/> did not cut off.</summary>
    internal abstract PictureSums GradientMoments(Tensor gradient, Tensor y, ChannelFactors factors, float floor);

    /// <summary>scale·g + slope·(y − mean) + offset; slope and offset (2, C).</summary>
    internal abstract Tensor NormalizeBackward(Tensor gradient, Tensor y, ChannelFactors factors, Tensor slopeAndOffset, float floor);

    /// <summary>max(scale·y + shift + identity, 0); scale and shift (2, N, C).</summary>
    internal abstract Tensor Tail(Tensor y, Tensor identity, Tensor scaleAndShift);

    /// <summary>g where the output is above zero, and of that Σ g and Σ g·(y − mean).</summary>
    internal abstract (Tensor Gradient, PictureSums Sums) TailGradient(Tensor gradient, Tensor output, Tensor y, ChannelFactors factors);

    /// <summary>scale·g + slope·(y − mean) + offset; scale and offset (2, N, C), slope (C).</summary>
    internal abstract Tensor TailBackward(Tensor gradient, Tensor y, ChannelFactors factors, Tensor scaleAndOffset, Tensor slope);
}

/// <inheritdoc/>
internal sealed unsafe class MapPasses<T> : MapPasses where T : struct, IElement
{
    internal override Tensor FirstPosition(Tensor y)
    {
        var shape = MapMemory.ShapeOf(y);
        var shift = MapMemory.NewFloats(shape.Channels);
        var from = MapMemory.Bytes(y);
        var to = MapMemory.Floats(shift);
        for (var c = 0; c < shape.Channels; c += IElement.Lanes)
        {
            var (first, last) = T.Load(from + ((nint)c * T.Size));
            Pair.Store(to + c, first, last);
        }
        return shift;
    }

    internal override PictureSums Moments(Tensor y, Tensor shift)
    {
        var shape = MapMemory.ShapeOf(y);
        var sums = NewSums(shape);
        MapPass.Run(shape, new MomentsKernel<T> { Y = MapMemory.Bytes(y), Shift = MapMemory.Floats(shift), Sums = MapMemory.Floats(sums), Channels = shape.Channels });
        return new PictureSums(sums, shape);
    }

    internal override Tensor Normalize(Tensor y, ChannelFactors factors, float floor)
    {
        var (shape, output) = (MapMemory.ShapeOf(y), empty_like(y));
        MapPass.Run(shape, new NormalizeKernel<T>
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

    internal override PictureSums GradientMoments(Tensor gradient, Tensor y, ChannelFactors factors, float floor)
    {
        var shape = MapMemory.ShapeOf(y);
        var sums = NewSums(shape);
        MapPass.Run(shape, new GradientMomentsKernel<T>
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

    internal override Tensor NormalizeBackward(Tensor gradient, Tensor y, ChannelFactors factors, Tensor slopeAndOffset, float floor)
    {
        var (shape, result) = (MapMemory.ShapeOf(y), empty_like(y));
        MapPass.Run(shape, new NormalizeBackwardKernel<T>
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

    internal override Tensor Tail(Tensor y, Tensor identity, Tensor scaleAndShift)
    {
        var (shape, output) = (MapMemory.ShapeOf(y), empty_like(y));
        MapPass.Run(shape, new TailKernel<T>
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

    internal override (Tensor Gradient, PictureSums Sums) TailGradient(Tensor gradient, Tensor output, Tensor y, ChannelFactors factors)
    {
        var (shape, result) = (MapMemory.ShapeOf(y), empty_like(y));
        var sums = NewSums(shape);
        MapPass.Run(shape, new TailGradientKernel<T>
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

    internal override Tensor TailBackward(Tensor gradient, Tensor y, ChannelFactors factors, Tensor scaleAndOffset, Tensor slope)
    {
        var (shape, result) = (MapMemory.ShapeOf(y), empty_like(y));
        MapPass.Run(shape, new TailBackwardKernel<T>
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

    private static Tensor NewSums(MapShape shape) => MapMemory.NewFloats(shape.Chunks, 2, shape.Channels);
}
