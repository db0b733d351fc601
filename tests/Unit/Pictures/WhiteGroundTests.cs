using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class WhiteGroundTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(33)]
    public void Compose_AnyNumberOfPixels_AddsWhatWhiteShowsThrough(int pixels)
    {
        var random = new Seeds(pixels).Stream("pixels");
        byte[] bytes = [.. Enumerable.Range(0, pixels * 4).Select(_ => (byte)random.NextInt32(256))];
        byte[] expected =
            [.. bytes.Chunk(4).SelectMany(pixel => pixel[..3].Select(color => (byte)Math.Min(255, color + 255 - pixel[3])))];

        WhiteGround.Compose(bytes);

        Assert.Equal(expected, bytes.Where((_, index) => index % 4 != 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    public void ShowsThrough_OnePixelWhereverItIs_IsSeen(int pixels)
    {
        byte[] opaque = [.. Enumerable.Repeat((byte)255, pixels * 4)];

        Assert.False(WhiteGround.ShowsThrough(opaque));
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            byte[] bytes = [.. opaque];
            bytes[(4 * pixel) + 3] = 254;
            Assert.True(WhiteGround.ShowsThrough(bytes));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void ShowsThrough_NoAlphaAtAll_GoesByTheColors(int pixels)
    {
        var bytes = new byte[pixels * 4];
        Assert.True(WhiteGround.ShowsThrough(bytes));

        bytes[^2] = 1;
        Assert.False(WhiteGround.ShowsThrough(bytes));
    }
}
