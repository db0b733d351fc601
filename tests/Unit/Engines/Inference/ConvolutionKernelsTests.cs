using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class ConvolutionKernelsTests : TensorTest
{
    private static readonly (int To, int Kernel, int Stride, int Groups)[] s_convolutions =
        [(64, 1, 1, 1), (64, 3, 1, 2), (48, 3, 1, 1), (64, 3, 1, 1), (128, 3, 2, 1)];

    [SkippableFact]
    public void Make_PackedConvolutions_HaveTheKernelMadeForThem()
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var sut = new ConvolutionKernels(CPU, ScalarType.Float32, obstacle: null);

        var made = s_convolutions.Select(one => sut.Make(Convolution(one))).ToArray();

        Assert.Equal(
            Vector512.IsHardwareAccelerated
                ?
                [
                    "tiled, direct (not Winograd's: 1×1)",
                    "oneDNN's (not tiled: 2 groups)",
                    "oneDNN's (not tiled: 48 output channels, not 64·n)",
                    "tiled, Winograd's",
                    "tiled, direct (not Winograd's: stride 2)",
                ]
                :
                [
                    "oneDNN's (not tiled: no AVX-512)",
                    "oneDNN's (not tiled: 2 groups)",
                    "oneDNN's (not tiled: 48 output channels, not 64·n)",
                    "oneDNN's (not tiled: no AVX-512)",
                    "oneDNN's (not tiled: no AVX-512)",
                ],
            made.Select(kernel => kernel.Name));
        Assert.Equal(
            Vector512.IsHardwareAccelerated ? [true, false, false, false, true] : new bool[5], made.Select(kernel => kernel.EndsBlocks));
        Array.ForEach(made, kernel => kernel.Dispose());
    }

    [SkippableFact]
    public void Run_PackedConvolutions_AreTheConvolutions()
    {
        OneDnn.Need();
        Check(obstacle: null, 1e-5);
    }

    [Fact]
    public void Run_LibtorchsConvolutions_AreTheConvolutions() => Check("a test", 1e-5);

    private static void Check(string? obstacle, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new ConvolutionKernels(CPU, ScalarType.Float32, obstacle);
        var input = Pattern.Tensor("input", 2, 13, 9, 32).permute(0, 3, 1, 2);
        foreach (var one in s_convolutions)
        {
            var convolution = Convolution(one);
            using var kernel = sut.Make(convolution);
            var expected = nn.functional.conv2d(
                input, convolution.Weight, convolution.Bias, strides: [one.Stride, one.Stride],
                padding: [one.Kernel / 2, one.Kernel / 2], groups: one.Groups);

            Close.One($"{one}", expected.relu(), kernel.Run(input), tolerance);
        }
    }

    [Fact]
    public void Make_WithAnObstacle_IsLibtorchs()
    {
        using var scope = NewDisposeScope();
        using var sut = new ConvolutionKernels(CPU, ScalarType.Float64, ConvolutionKernels.Obstacle(CPU, ScalarType.Float64));

        using var made = sut.Make(Convolution((64, 1, 1, 1)));

        Assert.Equal("libtorch's (not packed: the type is Float64)", made.Name);
        Assert.Equal(ScalarType.Float64, made.Run(ones([1, 32, 1, 1], ScalarType.Float64)).dtype);
        Assert.Equal(
            "A LibtorchConvolution ends no block.",
            Assert.Throws<NotSupportedException>(() => made.RunAndEndBlock(ones(1), null, ones(1))).Message);
    }

    [Fact]
    public void Obstacle_OfDevicesAndTypes_SaysWhatIsInTheWay()
    {
        Assert.Equal("the device is cuda:0", ConvolutionKernels.Obstacle(new Device("cuda:0"), ScalarType.Float32));
        Assert.Equal("the type is Float64", ConvolutionKernels.Obstacle(CPU, ScalarType.Float64));
    }

    [SkippableFact]
    public void Obstacle_OfFloat32OnTheCpu_IsNone()
    {
        OneDnn.Need();

        Assert.Null(ConvolutionKernels.Obstacle(CPU, ScalarType.Float32));
        Assert.Null(ConvolutionKernels.Obstacle(CPU, ScalarType.BFloat16));
    }

    [Theory]
    [InlineData(64, 1, 1, 1, false, "1×1, 32 → 64")]
    [InlineData(128, 3, 2, 4, true, "3×3, 32 → 128, 4 groups, stride 2, ReLU")]
    public void ToString_Convolution_SaysWhatItComputes(int to, int kernel, int stride, int groups, bool relu, string expected)
    {
        using var scope = NewDisposeScope();

        var activation = relu ? Activation.ReLU : Activation.None;

        Assert.Equal(expected, $"{Convolution((to, kernel, stride, groups)) with { Activation = activation }}");
    }

    private static FoldedConvolution Convolution((int To, int Kernel, int Stride, int Groups) one)
    {
        var weight = Pattern.Tensor("weight", one.To, 32 / one.Groups, one.Kernel, one.Kernel);
        return new FoldedConvolution(weight, Pattern.Tensor("bias", one.To), one.Stride, one.Groups, Activation.ReLU);
    }
}
