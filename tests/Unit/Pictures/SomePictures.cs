using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>Pictures made up for tests.</summary>
internal static class SomePictures
{
    /// <summary>A picture all of whose bytes come from chance.</summary>
    internal static RgbBuffer Noise(int width, int height, RandomStream random)
    {
        var picture = new RgbBuffer();
        picture.Reset(width, height);
        foreach (ref var value in picture.Span)
            value = (byte)random.NextInt32(256);
        return picture;
    }

    /// <summary>A picture of one color.</summary>
    internal static RgbBuffer Constant(int width, int height, byte red, byte green, byte blue)
    {
        var picture = new RgbBuffer();
        picture.Reset(width, height);
        Fill(picture.Span, red, green, blue);
        return picture;
    }

    /// <summary>A picture whose pixel tells its place: red is x, green is y, blue is 200.</summary>
    internal static RgbBuffer Places(int width, int height)
    {
        var picture = new RgbBuffer();
        picture.Reset(width, height);
        for (var i = 0; i < width * height; i++)
            ((byte[])[(byte)(i % width), (byte)(i / width), 200]).CopyTo(picture.Span[(3 * i)..]);
        return picture;
    }

    internal static void AssertConstant(ReadOnlySpan<byte> pixels, byte red, byte green, byte blue)
    {
        var expected = new byte[pixels.Length];
        Fill(expected, red, green, blue);
        Assert.Equal(expected, pixels.ToArray());
    }

    private static void Fill(Span<byte> pixels, byte red, byte green, byte blue)
    {
        for (var i = 0; i < pixels.Length; i += 3)
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (red, green, blue);
    }
}
