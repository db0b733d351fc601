using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class TransparencyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(19)]
    public void Of_AnyOnePixel_IsSeenWhereverItIs(int count)
    {
        for (var odd = 0; odd < count; odd++)
        {
            Assert.Equal(Transparency.Kind.None, Transparency.Of(Pixels(count, 255)));
            Assert.Equal(Transparency.Kind.All, Transparency.Of(Pixels(count, 0)));
            var some = Pixels(count, 255);
            some[(odd * 4) + 3] = 254;
            Assert.Equal(Transparency.Kind.Some, Transparency.Of(some));
        }
    }

    [Fact]
    public void PutWhiteBehind_ColorsAndPixels_AreTheSame()
    {
        byte[] pixels = [100, 30, 15, 128, 0, 0, 0, 0, 9, 8, 7, 255, 250, 250, 250, 200];
        byte[] colors = [100, 30, 15, 0, 0, 0, 9, 8, 7, 250, 250, 250];
        byte[] expected = [227, 157, 142, 255, 255, 255, 9, 8, 7, 255, 255, 255];

        Transparency.PutWhiteBehind(pixels, colors);
        Transparency.PutWhiteBehind(pixels);

        Assert.Equal(expected, colors);
        Assert.Equal(expected, pixels.Where((_, index) => index % 4 != 3));
    }

    private static byte[] Pixels(int count, byte alpha) =>
        [.. Enumerable.Range(0, count * 4).Select(index => index % 4 == 3 ? alpha : (byte)index)];
}
