using Microsoft.ML.SeNet.Engines.Inference;
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
        sut.Add(ones(1, 1, 1, 1), zeros(1), stride: 1, padding: 0, groups: 1, relu: false);

        var number = sut.Add(weight, bias, stride, kernel / 2, groups, relu);
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

        var answer = sut.Run(input, sut.Add(ones(8, 16, 3, 3).to(type), zeros(8).to(type), stride: 1, padding: 1, groups: 1, relu: true));

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

        var answer = sut.Run(input, sut.Add(weight, bias, stride: 1, padding: 1, groups: 1, relu: false));

        Assert.Equal(ScalarType.BFloat16, answer.dtype);
        var expected = nn.functional.conv2d(
            input.to(ScalarType.Float32), weight.to(ScalarType.Float32), bias.to(ScalarType.Float32), padding: [1, 1]);
        Close.One("maps", expected, answer.to(ScalarType.Float32), 1.0 / 128);
    }
}
