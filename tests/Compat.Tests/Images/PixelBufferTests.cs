using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>Memory that is used again.</summary>
public class PixelBufferTests
{
    [Fact]
    public void Bytes_AfterAnother_MayHoldItsPixels()
    {
        LeaveBehind(0xEE, 5, 3);

        using var blank = PixelBuffer.Blank(5, 3);
        using var copy = PixelBuffer.Of(1, 1, [1, 2, 3, 4], MLPixelFormat.Rgba32, isOpaque: true);

        Assert.Equal(new byte[5 * 3 * 4], blank.Bytes.ToArray());
        Assert.Equal([1, 2, 3, 4], copy.Bytes.ToArray());
        Assert.Equal((MLPixelFormat.Rgba32, true), (copy.Format, copy.IsOpaque));
    }

    [Fact]
    public void Dispose_Twice_GivesTheMemoryBackOnce()
    {
        var sut = PixelBuffer.Uninitialised(5, 3);
        sut.Dispose();
        sut.Dispose();

        using var first = PixelBuffer.Uninitialised(5, 3);
        using var second = PixelBuffer.Uninitialised(5, 3);

        Assert.False(first.Bytes.Overlaps(second.Bytes));
        Assert.Throws<ObjectDisposedException>(() => sut.Bytes.Length);
    }

    /// <summary>Of a file that ends early, the rows that it lacks are the same whatever was in the memory.</summary>
    [SkippableFact]
    public void Decode_EveryLength_DoesNotShowWhatWasThere()
    {
        PictureStack.Require();
        foreach (string name in PictureStack.Names)
        {
            byte[] file = PictureStack.Bytes(name);
            var (width, height) = SizeOf(file);
            for (int length = 0; length <= file.Length; length++)
                Assert.Equal(Decoded(file.AsSpan(0, length), width, height, before: 0), Decoded(file.AsSpan(0, length), width, height, before: 0xEE));
        }
    }

    private static (int Width, int Height) SizeOf(byte[] file)
    {
        using var whole = PictureFile.Decode(file)!;
        return (whole.Width, whole.Height);
    }

    private static byte[]? Decoded(ReadOnlySpan<byte> file, int width, int height, byte before)
    {
        LeaveBehind(before, width, height);
        using var picture = PictureFile.Decode(file);
        return picture?.Bytes.ToArray();
    }

    private static void LeaveBehind(byte value, int width, int height)
    {
        using var buffer = PixelBuffer.Uninitialised(width, height);
        buffer.Bytes.Fill(value);
    }
}
