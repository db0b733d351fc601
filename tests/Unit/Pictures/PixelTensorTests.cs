using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public class PixelTensorTests : TensorTest
{
    [Fact]
    public void ToInput_Bytes_MapsNHWCToNormalizedNCHW()
    {
        using var scope = NewDisposeScope();
        var normalization = new Normalization([0.5f, 0.25f, 0], [0.5f, 0.25f, 2]);
        var bytes = Enumerable.Range(0, 2 * 2 * 3 * 3).Select(i => (byte)(i * 7)).ToArray();

        var input = PixelTensor.ToInput(tensor(bytes, [2, 2, 3, 3]), normalization, CPU);

        Assert.Equal([2, 3, 2, 3], input.shape);
        Assert.Equal(ScalarType.Float32, input.dtype);
        for (var i = 0; i < bytes.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, 3);
            var expected = ((bytes[i] / 255.0) - normalization.Mean[channel]) / normalization.StandardDeviation[channel];
            Assert.Equal(expected, input[pixel / 6, channel, pixel / 3 % 2, pixel % 3].item<float>(), 1e-6);
        }
    }

    [Fact]
    public void ToInput_Batch_KeepsTheMemoryPixelByPixel()
    {
        using var scope = NewDisposeScope();

        var input = PixelTensor.ToInput(zeros([2, 4, 5, 3], ScalarType.Byte), Normalization.ImageNet, CPU);

        Assert.Equal([60, 1, 15, 3], input.stride());
    }

    /// <summary>The pass of our own against libtorch's operations; the largest is shared among threads.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 5, 5)]
    [InlineData(3, 7, 8)]
    [InlineData(5, 120, 121)]
    public void ToInput_OnTheCpu_GivesTheBitsOfTheOperations(int count, int height, int width)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(
            Enumerable.Range(0, count * height * width * 3).Select(i => (byte)(i * 37 / 5)).ToArray(), [count, height, width, 3]);

        var input = PixelTensor.ToInput(pixels, Normalization.ImageNet, CPU);
        var expected = PixelTensor.InOperations(pixels, Normalization.ImageNet, CPU);

        Assert.Equal(Numbers(expected), Numbers(input));
        Assert.Equal(expected.stride(), input.stride());
    }

    /// <summary>A part of a larger batch, and memory in another order.</summary>
    [Fact]
    public void ToInput_View_IsReadWhereItIs()
    {
        using var scope = NewDisposeScope();
        var whole = tensor(Enumerable.Range(0, 4 * 3 * 5 * 3).Select(i => (byte)i).ToArray(), [4, 3, 5, 3]);
        foreach (var view in new[] { whole.narrow(0, 1, 2), whole.permute(0, 2, 1, 3) })
            Assert.Equal(Numbers(PixelTensor.InOperations(view, Normalization.ImageNet, CPU)),
                Numbers(PixelTensor.ToInput(view, Normalization.ImageNet, CPU)));
    }

    [Fact]
    public void Scale_OtherSizes_IsRefused()
    {
        var fault = Assert.Throws<ArgumentException>(() => PixelScaling.Apply(new byte[6], [1, 1, 1], [0, 0, 0], new float[5]));

        Assert.Equal(
            "Colors cannot be scaled: expected as many numbers as bytes, 3 a pixel, got 6 bytes and 5 numbers. (Parameter 'result')",
            fault.Message);
    }

    private static float[] Numbers(Tensor input) => input.permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
}
