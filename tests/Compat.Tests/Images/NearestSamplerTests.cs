using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>Which pixel is the nearest.</summary>
public class NearestSamplerTests
{
    /// <summary>Against whole numbers: the pixel under the centre; on a border the one before it, as in Skia (Pillow takes the one behind).</summary>
    [Theory]
    [InlineData(4, 2)]
    [InlineData(448, 224)]
    [InlineData(500, 224)]
    [InlineData(333, 224)]
    [InlineData(30, 9)]
    [InlineData(7, 21)]
    [InlineData(10, 4)]
    public void Resize_OneRow_TakesThePixelUnderTheCentre(int from, int to)
    {
        byte[] bytes = [.. Enumerable.Range(0, from).SelectMany(BitConverter.GetBytes)];

        var wide = NearestSampler.Resize(PixelBuffer.Of(from, 1, bytes, MLPixelFormat.Bgra32, isOpaque: true), to, 1);
        var high = NearestSampler.Resize(PixelBuffer.Of(1, from, bytes, MLPixelFormat.Bgra32, isOpaque: true), 1, to);

        var expected = Enumerable.Range(0, to).Select(i => ((((2 * i) + 1) * from) - 1) / (2 * to)).SelectMany(BitConverter.GetBytes);
        Assert.Equal(expected, wide.Bytes.ToArray());
        Assert.Equal(expected, high.Bytes.ToArray());
    }

    [Fact]
    public void Resize_RedFirst_StaysSo()
    {
        var result = NearestSampler.Resize(PixelBuffer.Of(1, 1, [1, 2, 3, 4], MLPixelFormat.Rgba32, isOpaque: false), 2, 1);

        Assert.Equal((MLPixelFormat.Rgba32, false), (result.Format, result.IsOpaque));
        Assert.Equal<byte>([1, 2, 3, 4, 1, 2, 3, 4], result.Bytes.ToArray());
    }
}
