using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class RgbBufferTests
{
    [Fact]
    public void Reset_Smaller_KeepsStorage()
    {
        var sut = new RgbBuffer();
        sut.Reset(5, 4);
        var storage = sut.Pixels;

        sut.Reset(2, 3);

        Assert.Same(storage, sut.Pixels);
        Assert.Equal((2, 3, 18), (sut.Width, sut.Height, sut.Span.Length));
        Assert.Equal((2, 3, 18), (sut.View.Width, sut.View.Height, sut.View.Pixels.Length));
    }

    [Fact]
    public void Reset_Larger_Grows()
    {
        var sut = new RgbBuffer();
        sut.Reset(2, 3);

        sut.Reset(20, 30);

        Assert.Equal(1800, sut.Span.Length);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    public void Reset_NoPixels_IsRefused(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbBuffer().Reset(width, height));

    [Fact]
    public void Reset_MoreThanAnArrayHolds_TellsTheSize() =>
        Assert.Equal(
            "A picture of 2147483647 x 2147483647 pixels is too large: expected at most 715827863 pixels, got 4611686014132420609.",
            Assert.Throws<InvalidDataException>(() => new RgbBuffer().Reset(int.MaxValue, int.MaxValue)).Message);

    [Fact]
    public void View_WrongLength_IsRefused() =>
        Assert.Equal(
            "A picture of 3 x 2 pixels: expected 18 bytes, got 17. (Parameter 'pixels')",
            Assert.Throws<ArgumentException>(() => new RgbView(new byte[17], 3, 2).Width).Message);
}
