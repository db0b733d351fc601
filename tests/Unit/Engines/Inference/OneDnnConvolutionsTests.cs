using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class OneDnnConvolutionsTests : TensorTest
{
    [SkippableFact]
    public void Obstacle_LibtorchWithOneDnn_IsNone()
    {
        OneDnn.Need();

        Assert.Null(OneDnnConvolutions.Obstacle);
    }

    [SkippableTheory]
    [InlineData(16, 32, 3, 1, 1, true)]
    [InlineData(16, 32, 3, 2, 4, false)]
    [InlineData(3, 8, 7, 2, 1, true)]
    [InlineData(24, 5, 1, 1, 1, false)]
    [InlineData(24, 5, 1, 2, 1, true)]
    public void Run_ChannelsLast_IsTheConvolution(int from, int to, int kernel, int stride, int groups, bool relu)
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new OneDnnConvolutions();
        var (weight, bias) = (Pattern.Tensor("weight", to, from / groups, kernel, kernel), Pattern.Tensor("bias", to));
        var input = Pattern.Tensor("input", 2, 13, 9, from).permute(0, 3, 1, 2);
        sut.Add(new(ones(1, 1, 1, 1), zeros(1), Stride: 1, Groups: 1, Activation.None));

        var number = sut.Add(new(weight, bias, stride, groups, relu ? Activation.ReLU : Activation.None));
        var answer = sut.Run(input, number);

        Assert.Equal(1, number);
        var expected = nn.functional.conv2d(
            input, weight, bias, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups);
        Close.One("maps", relu ? expected.relu() : expected, answer, 1e-5);
        Assert.True(answer.permute(0, 2, 3, 1).is_contiguous());
    }

    [SkippableTheory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Run_WithReLUOfWhatIsNotANumber_GivesNone(ScalarType type)
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new OneDnnConvolutions();
        var input = full([1, 5, 5, 16], float.NaN, dtype: ScalarType.Float32).permute(0, 3, 1, 2).to(type);

        var answer = sut.Run(input, sut.Add(new(ones(8, 16, 3, 3).to(type), zeros(8).to(type), Stride: 1, Groups: 1, Activation.ReLU)));

        Assert.True(answer.isnan().all().item<bool>());
    }

    [SkippableFact]
    public void Run_BFloat16_IsTheConvolutionToItsPrecision()
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new OneDnnConvolutions();
        var (weight, bias) =
            (Pattern.Tensor("weight", 32, 16, 3, 3).to(ScalarType.BFloat16), Pattern.Tensor("bias", 32).to(ScalarType.BFloat16));
        var input = Pattern.Tensor("input", 2, 13, 9, 16).permute(0, 3, 1, 2).to(ScalarType.BFloat16);

        var answer = sut.Run(input, sut.Add(new(weight, bias, Stride: 1, Groups: 1, Activation.None)));

        Assert.Equal(ScalarType.BFloat16, answer.dtype);
        var expected = nn.functional.conv2d(
            input.to(ScalarType.Float32), weight.to(ScalarType.Float32), bias.to(ScalarType.Float32), padding: [1, 1]);
        Close.One("maps", expected, answer.to(ScalarType.Float32), 1.0 / 128);
    }
}
