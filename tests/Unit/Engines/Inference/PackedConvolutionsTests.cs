using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Engines.Inference;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class PackedConvolutionsTests : TensorTest
{
    [SkippableFact]
    public void Run_ConvolutionsOfBothKinds_AreTheConvolutions()
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new PackedConvolutions();
        var input = Pattern.Tensor("input", 2, 13, 9, 32).permute(0, 3, 1, 2);
        (int To, int Kernel, int Stride, int Groups)[] convolutions = [(64, 1, 1, 1), (64, 3, 1, 2), (48, 3, 1, 1), (64, 3, 1, 1), (128, 3, 2, 1)];
        var weights = convolutions.Select(one => (Weight: Pattern.Tensor("weight", one.To, 32 / one.Groups, one.Kernel, one.Kernel), Bias: Pattern.Tensor("bias", one.To))).ToArray();

        var numbers = convolutions.Zip(weights, (one, its) => sut.Add(its.Weight, its.Bias, one.Stride, one.Kernel / 2, one.Groups, relu: false)).ToArray();

        Assert.Equal([0, 1, 2, 3, 4], numbers);
        Assert.Equal(Vector512.IsHardwareAccelerated ? [true, false, false, false, true] : new bool[5], numbers.Select(sut.Joins));
        foreach (var ((to, kernel, stride, groups), (weight, bias), number) in convolutions.Zip(weights, numbers))
        {
            var expected = nn.functional.conv2d(input, weight, bias, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups);
            Close.One($"{to} {kernel} {stride} {groups}", expected, sut.Run(input, number), 1e-5);
        }
    }
}
