using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Engines.Inference.Tiled;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference.Tiled;

public sealed class RowConvolutionTests : TensorTest
{
    // Channels of one to several panels, whose last register overlaps the one before or does not; rows of whole tiles and of parts;
    // kernels over a map's edges.
    [SkippableTheory]
    [InlineData(16, 16, 1, 1, 0, 7, 5, nameof(Activation.None))]
    [InlineData(24, 24, 1, 1, 0, 5, 5, nameof(Activation.ReLU))]
    [InlineData(40, 72, 1, 1, 0, 4, 3, nameof(Activation.ReLU6))]
    [InlineData(7, 64, 1, 1, 0, 6, 6, nameof(Activation.SiLU))]
    [InlineData(672, 112, 1, 1, 0, 14, 14, nameof(Activation.HardSwish))]
    [InlineData(30, 200, 1, 1, 0, 1, 1, nameof(Activation.SiLU))]
    [InlineData(3, 32, 3, 2, 1, 13, 9, nameof(Activation.SiLU))]
    [InlineData(3, 64, 7, 2, 3, 20, 17, nameof(Activation.ReLU))]
    [InlineData(3, 16, 3, 1, 1, 2, 1, nameof(Activation.None))]
    [InlineData(4, 24, 3, 2, 0, 9, 9, nameof(Activation.HardSwish))]
    public void Run_EachShapeAndActivation_IsTheConvolution(
        int from, int to, int kernel, int stride, int padding, int height, int width, string function)
    {
        var activation = Enum.Parse<Activation>(function);
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        using var scope = NewDisposeScope();
        var (weight, bias) = (Pattern.Tensor("weight", to, from, kernel, kernel), Pattern.Tensor("bias", to));
        var input = Pattern.Tensor("input", 2, height, width, from).permute(0, 3, 1, 2);
        Assert.Null(RowConvolution.Obstacle(weight, stride, Extent.Square(padding), groups: 1));
        using var sut = RowConvolution.Of(weight, bias, stride, padding, activation);

        var answer = sut.Run(input, null, null);

        var exact = nn.functional.conv2d(
            input.to(float64), weight.to(float64), bias.to(float64), [stride, stride], [padding, padding]);
        Close.One("maps", Activations.Of(exact, activation), answer, 2e-6);
        Assert.True(answer.permute(0, 2, 3, 1).is_contiguous());
    }

    [SkippableTheory]
    [InlineData(72, 24, 9)]
    [InlineData(96, 320, 3)]
    public void Run_WithFactorsAndAnAddition_IsTheSum(int from, int to, int side)
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        using var scope = NewDisposeScope();
        var (weight, bias) = (Pattern.Tensor("weight", to, from, 1, 1), Pattern.Tensor("bias", to));
        var input = Pattern.Tensor("input", 3, side, side, from).permute(0, 3, 1, 2);
        var (scale, identity) =
            (Pattern.Tensor("scale", 3, from, 1, 1), Pattern.Tensor("identity", 3, side, side, to).permute(0, 3, 1, 2));
        using var sut = RowConvolution.Of(weight, bias, 1, 0, Activation.ReLU);

        var answer = sut.Run(input, scale, identity);

        var exact = nn.functional.conv2d((input * scale).to(float64), weight.to(float64), bias.to(float64)).add(identity).relu();
        Close.One("maps", exact, answer, 2e-6);
    }

    [SkippableFact]
    public void Run_EqualPictures_HaveEqualBitsInAnyBatchAndOnAnyNumberOfThreads()
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        using var scope = NewDisposeScope();
        using var sut = RowConvolution.Of(Pattern.Tensor("weight", 184, 80, 1, 1), Pattern.Tensor("bias", 184), 1, 0, Activation.HardSwish);
        var pictures = Pattern.Tensor("input", 3, 14, 14, 80).permute(0, 3, 1, 2);

        var together = sut.Run(pictures, null, null);
        using (ComputeThreads.Limit(3))
            Assert.True(together.narrow(0, 1, 1).Equals(sut.Run(pictures.narrow(0, 1, 1), null, null)));
    }

    [SkippableTheory]
    [InlineData(nameof(Activation.ReLU))]
    [InlineData(nameof(Activation.ReLU6))]
    [InlineData(nameof(Activation.SiLU))]
    [InlineData(nameof(Activation.HardSwish))]
    public void Run_WhatIsNotANumber_StaysNone(string function)
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        using var scope = NewDisposeScope();
        using var sut = RowConvolution.Of(ones(16, 16, 1, 1), zeros(16), 1, 0, Enum.Parse<Activation>(function));

        Assert.True(sut.Run(full([1, 16, 2, 2], float.NaN), null, null).isnan().all().item<bool>());
    }

    [Theory]
    [InlineData(20, 8, 1, 1, "20 output channels")]
    [InlineData(16, 8, 1, 2, "2 groups")]
    [InlineData(16, 64, 3, 1, "neither 1×1 nor of few channels")]
    public void Obstacle_WhatItIsNotMadeFor_SaysWhy(int to, int from, int kernel, int groups, string expected)
    {
        using var weight = ones(to, from, kernel, kernel);

        Assert.Equal(expected, RowConvolution.Obstacle(weight, 1, Extent.Square(kernel).Half, groups));
    }
}
