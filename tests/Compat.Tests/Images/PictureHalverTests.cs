using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>The next smaller level of a picture.</summary>
public class PictureHalverTests
{
    [Theory]
    [InlineData(2, 2, new byte[] { 10, 20, 30, 41 }, new byte[] { 25 })] // rounded down
    [InlineData(3, 1, new byte[] { 10, 20, 40 }, new byte[] { 22 })] // (10 + 2 * 20 + 40) / 4
    [InlineData(1, 3, new byte[] { 10, 20, 40 }, new byte[] { 22 })]
    [InlineData(1, 1, new byte[] { 7 }, new byte[] { 7 })]
    [InlineData(4, 1, new byte[] { 0, 255, 255, 255 }, new byte[] { 127, 255 })]
    [InlineData(3, 3, new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 255 }, new byte[] { 255 })]
    [InlineData(2, 3, new byte[] { 8, 8, 16, 16, 32, 32 }, new byte[] { 18 })]
    public void Halve_AnySides_GivesMeans(int width, int height, byte[] values, byte[] expected)
    {
        byte[] bytes = [.. values.SelectMany(value => new byte[] { value, 255, (byte)(255 - value), value })];

        var result = PictureHalver.Halve(PixelBuffer.Of(width, height, bytes, MLPixelFormat.Rgba32, isOpaque: true));

        Assert.Equal(expected, result.Bytes.ToArray().Where((_, i) => i % 4 == 0));
        Assert.Equal(expected, result.Bytes.ToArray().Where((_, i) => i % 4 == 3));
        Assert.All(result.Bytes.ToArray().Where((_, i) => i % 4 == 1), value => Assert.Equal(255, value));
        Assert.Equal(MLPixelFormat.Rgba32, result.Format);
    }
}
