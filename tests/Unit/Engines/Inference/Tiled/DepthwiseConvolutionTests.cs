using System.Runtime.Intrinsics.X86;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Engines.Inference.Tiled;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference.Tiled;

public sealed class DepthwiseConvolutionTests : TensorTest
{
    [SkippableFact]
    public void Run_AnyShape_IsTheConvolution()
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        var shapes =
            from eighths in Gen.Choose(2, 20)
            from kernel in Gen.Elements(1, 3, 5, 7)
            from stride in Gen.Choose(1, 2)
            from height in Gen.Choose(1, 15)
            from width in Gen.Choose(1, 15)
            from activation in Gen.Elements(Enum.GetValues<Activation>())
            select (Channels: 8 * eighths, kernel, stride, height, width, activation);
        Prop.ForAll(shapes.ToArbitrary(), Check).QuickCheckThrowOnFailure();

        static void Check((int Channels, int Kernel, int Stride, int Height, int Width, Activation Activation) shape)
        {
            using var scope = NewDisposeScope();
            var weight = Pattern.Tensor("weight", shape.Channels, 1, shape.Kernel, shape.Kernel);
            var bias = Pattern.Tensor("bias", shape.Channels);
            var input = Pattern.Tensor("input", 2, shape.Height, shape.Width, shape.Channels).permute(0, 3, 1, 2);
            var padding = Extent.Square(shape.Kernel).Half;
            Assert.Null(DepthwiseConvolution.Obstacle(weight, shape.Channels, padding));
            using var sut = DepthwiseConvolution.Of(weight, bias, shape.Stride, shape.Activation);

            var answer = sut.Run(input);

            var exact = nn.functional.conv2d(
                input.to(float64), weight.to(float64), bias.to(float64), [shape.Stride, shape.Stride], [padding.Height, padding.Width],
                groups: shape.Channels);
            Close.One("maps", Activations.Of(exact, shape.Activation), answer, 2e-6);
        }
    }

    [SkippableFact]
    public void Run_EqualPictures_HaveEqualBitsInAnyBatchAndOnAnyNumberOfThreads()
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        using var scope = NewDisposeScope();
        using var sut = DepthwiseConvolution.Of(Pattern.Tensor("weight", 72, 1, 5, 5), Pattern.Tensor("bias", 72), 1, Activation.SiLU);
        var pictures = Pattern.Tensor("input", 3, 28, 28, 72).permute(0, 3, 1, 2);

        var together = sut.Run(pictures);
        using (ComputeThreads.Limit(3))
            Assert.True(together.narrow(0, 1, 1).Equals(sut.Run(pictures.narrow(0, 1, 1))));
    }

    [Fact]
    public void Obstacle_WhatItIsNotMadeFor_SaysWhy()
    {
        using var scope = NewDisposeScope();

        Assert.Equal("not depthwise", DepthwiseConvolution.Obstacle(ones(16, 2, 3, 3), 8, Extent.Square(1)));
        Assert.Equal("not padded by half of a square", DepthwiseConvolution.Obstacle(ones(16, 1, 3, 3), 16, Extent.Square(0)));
        Assert.Equal("20 channels", DepthwiseConvolution.Obstacle(ones(20, 1, 3, 3), 20, Extent.Square(1)));
    }
}
