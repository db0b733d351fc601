using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Functional;

public class PoolingFunctionTests : LiveTensorTests
{
    [Fact]
    public void MaxPool2d_FourByFour_TakesTheLargestOfEachWindow()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Ramp([1, 1, 4, 4]); // 0 … 15

        Numbers.AssertClose([5, 7, 13, 15], F.max_pool2d(input, 2));
        Numbers.AssertClose([5, 7, 13, 15], F.max_pool2d(input, (2, 2)));
        Numbers.AssertClose([5, 7, 13, 15], F.max_pool2d(input, [2, 2]));
        Numbers.AssertClose([5, 7, 13, 15], F.max_pool2d(input, 3, stride: 2, padding: 1));
        Numbers.AssertClose([10], F.max_pool2d(input, 2, stride: 3, dilation: 2));
        Numbers.AssertClose([4, 7, 12, 15], F.max_pool2d(input, (2, 1), stride: (2, 3)));
    }

    [Fact]
    public void MaxPool2d_CeilMode_KeepsTheLastWindow()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Ramp([1, 1, 3, 3]);

        Assert.Equal([1, 1, 1, 1], F.max_pool2d(input, 2).shape);
        Numbers.AssertClose([4, 5, 7, 8], F.max_pool2d(input, 2, ceil_mode: true));
    }

    [Fact]
    public void MaxPool2dWithIndices_FourByFour_TellsWhere()
    {
        using var scope = NewDisposeScope();

        var (values, indices) = F.max_pool2d_with_indices(Numbers.Ramp([1, 1, 4, 4], 15, -1), [2, 2]);

        Numbers.AssertClose([15, 13, 7, 5], values);
        Numbers.AssertClose([0, 2, 8, 10], indices);
    }

    [Fact]
    public void MaxPool2d_PaddingTooLarge_Throws()
    {
        using var scope = NewDisposeScope();

        Assert.ThrowsAny<ExternalException>(() => F.max_pool2d(ones(1, 1, 4, 4), 2, padding: 2));
    }

    [Fact]
    public void AdaptiveAvgPool2d_Sizes_AveragesAGridOfWindows()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Ramp([1, 1, 4, 4]);

        Numbers.AssertClose([7.5], F.adaptive_avg_pool2d(input, 1));
        Numbers.AssertClose([2.5, 4.5, 10.5, 12.5], F.adaptive_avg_pool2d(input, (2, 2)));
        Numbers.AssertClose([3.5, 11.5], F.adaptive_avg_pool2d(input, [2, 1]));
    }

    [Fact]
    public void AdaptiveMaxPool2d_Sizes_TakesTheLargestOfEachWindow()
    {
        using var scope = NewDisposeScope();

        Numbers.AssertClose([5, 7, 13, 15], F.adaptive_max_pool2d(Numbers.Ramp([1, 1, 4, 4]), [2, 2]));
    }

    [Fact]
    public void PoolingModules_Call_AreTheFunctions()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Ramp([1, 1, 4, 4]);
        foreach (var (module, expected) in new (nn.Module<Tensor, Tensor>, double[])[]
                 {
                     (nn.MaxPool2d(3, stride: 2, padding: 1), [5, 7, 13, 15]),
                     (nn.MaxPool2d((2, 2)), [5, 7, 13, 15]),
                     (nn.MaxPool2d([2, 2]), [5, 7, 13, 15]),
                     (nn.AvgPool2d(2), [2.5, 4.5, 10.5, 12.5]),
                     (nn.AvgPool2d([2, 2]), [2.5, 4.5, 10.5, 12.5]),
                     (nn.AvgPool2d((2, 2), padding: (1, 1)), [0, 0.75, 0.75, 3, 7.5, 4.5, 3, 6.75, 3.75]),
                     (nn.AvgPool2d(2, padding: 1, count_include_pad: false), [0, 1.5, 3, 6, 7.5, 9, 12, 13.5, 15]),
                     (nn.AvgPool2d(2, divisor_override: 1), [10, 18, 42, 50]),
                     (nn.AdaptiveAvgPool2d(1), [7.5]),
                     (nn.AdaptiveAvgPool2d((2, 2)), [2.5, 4.5, 10.5, 12.5]),
                     (nn.AdaptiveAvgPool2d([2, 2]), [2.5, 4.5, 10.5, 12.5]),
                     (nn.AdaptiveMaxPool2d([2, 2]), [5, 7, 13, 15]),
                 })
            using (module)
                Numbers.AssertClose(expected, module.call(input));
    }

    [Fact]
    public void MaxPool2dModule_ForwardWithIndices_TellsWhere()
    {
        using var scope = NewDisposeScope();
        using var sut = nn.MaxPool2d(2);

        Numbers.AssertClose([5, 7, 13, 15], sut.forward_with_indices(Numbers.Ramp([1, 1, 4, 4])).Indices);
    }
}
