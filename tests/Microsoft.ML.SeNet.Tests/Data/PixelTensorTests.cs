using Microsoft.ML.SeNet.Data;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Data;

public class PixelTensorTests : TensorTest
{
    [Fact]
    public void ToInput_Bytes_MapsNHWCToNormalisedNCHW()
    {
        using var scope = NewDisposeScope();
        var normalisation = new Normalisation([0.5f, 0.25f, 0], [0.5f, 0.25f, 2]);
        var bytes = Enumerable.Range(0, 2 * 2 * 3 * 3).Select(i => (byte)(i * 7)).ToArray();

        var input = PixelTensor.ToInput(tensor(bytes, [2, 2, 3, 3]), normalisation, CPU);

        Assert.Equal([2, 3, 2, 3], input.shape);
        Assert.Equal(ScalarType.Float32, input.dtype);
        for (var i = 0; i < bytes.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, 3);
            var expected = ((bytes[i] / 255.0) - normalisation.Mean[channel]) / normalisation.StandardDeviation[channel];
            Assert.Equal(expected, input[pixel / 6, channel, pixel / 3 % 2, pixel % 3].item<float>(), 1e-6);
        }
    }

    [Fact]
    public void ToInput_Batch_KeepsTheMemoryPixelByPixel()
    {
        using var scope = NewDisposeScope();

        var input = PixelTensor.ToInput(zeros([2, 4, 5, 3], ScalarType.Byte), Normalisation.ImageNet, CPU);

        Assert.Equal([60, 1, 15, 3], input.stride());
    }
}
