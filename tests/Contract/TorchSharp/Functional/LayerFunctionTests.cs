using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Functional;

public class LayerFunctionTests : LiveTensorTests
{
    [Fact]
    public void Conv2d_SumOfFourWithBias_IsSumOfEachWindow()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Ramp([1, 1, 3, 3]); // 0 … 8

        var result = F.conv2d(input, ones(1, 1, 2, 2), ones(1));

        Assert.Equal([1, 1, 2, 2], result.shape);
        Numbers.AssertClose([9, 13, 21, 25], result);
    }

    [Fact]
    public void Conv2d_StridePaddingDilation_ReachesOverTheEdge()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Ramp([1, 1, 3, 3]);

        Numbers.AssertClose([0, 3, 9, 24], F.conv2d(input, ones(1, 1, 2, 2), strides: [2, 2], padding: [1, 1]));
        Numbers.AssertClose([16], F.conv2d(input, ones(1, 1, 2, 2), dilation: [2, 2]));
    }

    [Fact]
    public void Conv2d_Groups_KeepsThemApart()
    {
        using var scope = NewDisposeScope();

        var result = F.conv2d(Numbers.Of([1, 2, 1, 1], 3, 5), Numbers.Of([2, 1, 1, 1], 2, 10), groups: 2);

        Numbers.AssertClose([6, 50], result);
    }

    [Fact]
    public void Conv2d_ChannelsDoNotFit_TellsShapes()
    {
        using var scope = NewDisposeScope();

        var failure = Assert.Throws<ExternalException>(() => F.conv2d(ones(1, 3, 4, 4), ones(8, 2, 1, 1)));

        Assert.Contains("expected input[1, 3, 4, 4] to have 2 channels, but got 3 channels instead", failure.Message);
    }

    [Fact]
    public void Linear_OneRow_IsWeightedSumPlusBias()
    {
        using var scope = NewDisposeScope();

        Numbers.AssertClose([1 * 2 + 3 * 4 + 5, 1 - 3 - 5], F.linear(Numbers.Of([1, 2], 1, 3), Numbers.Of([2, 2], 2, 4, 1, -1), Numbers.Of([2], 5, -5)));
        Numbers.AssertClose([14], F.linear(Numbers.Of([2], 1, 3), Numbers.Of([1, 2], 2, 4)));
    }

    [Fact]
    public void Linear_WrongWidth_TellsShapes()
    {
        using var scope = NewDisposeScope();

        var failure = Assert.Throws<ExternalException>(() => F.linear(ones(2, 3), ones(4, 5)));

        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)", failure.Message);
    }

    [Fact]
    public void BatchNorm_Training_NormalizesByTheBatchAndMovesTheRunningStatistics()
    {
        using var scope = NewDisposeScope();
        var mean = zeros(1);
        var variance = ones(1);

        var result = F.batch_norm(Numbers.Of([4, 1], 1, 3, 5, 7), mean, variance, training: true, momentum: 0.5, eps: 0);

        // mean 4, variance 5 over the batch, 20/3 unbiased
        Numbers.AssertClose([-3 / Math.Sqrt(5), -1 / Math.Sqrt(5), 1 / Math.Sqrt(5), 3 / Math.Sqrt(5)], result);
        Numbers.AssertClose([2], mean);
        Numbers.AssertClose([0.5 + 10.0 / 3], variance);
    }

    [Fact]
    public void BatchNorm_Evaluation_NormalizesByTheRunningStatistics()
    {
        using var scope = NewDisposeScope();

        var result = F.batch_norm(Numbers.Of([1, 2], 3, 10), Numbers.Of([2], 1, 2), Numbers.Of([2], 4, 16), Numbers.Of([2], 1, 3), Numbers.Of([2], 0, 1), eps: 0);

        Numbers.AssertClose([1, 7], result);
    }

    [Fact]
    public void Dropout_NotTraining_PassesOn()
    {
        using var scope = NewDisposeScope();

        Numbers.AssertClose([1, 2], F.dropout(Numbers.Of([2], 1, 2), 0.9, training: false));
    }

    [Fact]
    public void Dropout_Training_ZeroesAboutAShareAndScalesTheRest()
    {
        using var scope = NewDisposeScope();

        var numbers = Numbers.In(F.dropout(ones(10_000), 0.2));

        Assert.Equal([0, 1.25], numbers.Distinct().Order());
        Assert.InRange(numbers.Count(number => number == 0), 1800, 2200); // 2000 ± 5 standard deviations
    }

    [Fact]
    public void Dropout_InPlace_ChangesItsInput()
    {
        using var scope = NewDisposeScope();
        var input = ones(3);

        var result = F.dropout(input, 1, inplace: true);

        Assert.NotSame(input, result);
        Numbers.AssertClose([0, 0, 0], input);
    }

    [Fact]
    public void Dropout_ShareAboveOne_Throws()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("dropout probability has to be between 0 and 1, but got 1.5", Assert.Throws<ExternalException>(() => F.dropout(ones(1), 1.5)).Message);
    }

    [Fact]
    public void OneHot_Classes_HasAOneAtEach()
    {
        using var scope = NewDisposeScope();

        var result = F.one_hot(tensor([2L, 0L]), 4);

        Assert.Equal([2, 4], result.shape);
        Numbers.AssertClose([0, 0, 1, 0, 1, 0, 0, 0], result);
        Assert.Equal([2, 3], F.one_hot(tensor([2L, 0L])).shape);
        Assert.Equal("OneHot input tensor must have elements of type Int64", Assert.Throws<ArgumentException>(() => F.one_hot(ones(1))).Message);
    }

    [Fact]
    public void Pad_Modes_FillTheBorder()
    {
        using var scope = NewDisposeScope();
        var row = Numbers.Of([1, 1, 1, 3], 1, 2, 3);

        Numbers.AssertClose([9, 1, 2, 3, 9, 9], F.pad(row, (1, 2), value: 9));
        Numbers.AssertClose([0, 1, 2, 3], F.pad(row, (1, 0, 0, 0), PaddingModes.Zeros));
        Numbers.AssertClose([2, 1, 2, 3, 2, 1], F.pad(row, (1, 2, 0, 0), PaddingModes.Reflect));
        Numbers.AssertClose([1, 1, 2, 3, 3, 3], F.pad(row, [1L, 2L, 0L, 0L], PaddingModes.Replicate));
        Numbers.AssertClose([3, 1, 2, 3, 1, 2], F.pad(row, [1L, 2L, 0L, 0L], PaddingModes.Circular));
        Assert.Equal([3, 3, 3, 5], F.pad(row, 1).shape);
    }
}
