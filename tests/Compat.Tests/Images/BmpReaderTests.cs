using System.Buffers.Binary;
using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>Kinds of bitmaps that Pillow does not write.</summary>
public class BmpReaderTests
{
    [Fact]
    public void Read_OneBit_TakesTheHighestBitFirst()
    {
        byte[] file = Bmp(10, 1, 1, 0, [0, 0, 0, 0, 10, 20, 30, 0], [0b10000000, 0b01000000, 0, 0]);

        byte[] pixels = Pixels(file);

        Assert.Equal<byte>([10, 20, 30, 255], pixels[..4]);
        Assert.Equal<byte>([10, 20, 30, 255], pixels[36..]);
        Assert.All(Enumerable.Range(1, 8), x => Assert.Equal<byte>([0, 0, 0, 255], pixels[(4 * x)..((4 * x) + 4)]));
    }

    [Fact]
    public void Read_FourBits_TakesTheHighHalfFirst()
    {
        byte[] palette = [.. Enumerable.Range(0, 16).SelectMany(i => new byte[] { (byte)i, 1, 2, 0 })];

        Assert.Equal<byte>([7, 1, 2, 255, 9, 1, 2, 255, 3, 1, 2, 255], Pixels(Bmp(3, 1, 4, 0, palette, [0x79, 0x30, 0, 0])));
    }

    [Fact]
    public void Read_SixteenBits_StretchesFiveToEight()
    {
        Assert.Equal<byte>([255, 0, 8, 255, 0, 132, 0, 255], Pixels(Bmp(2, 1, 16, 0, [], [0b00011111, 0b00000100, 0b00000000, 0b00000010])));
    }

    [Fact]
    public void Read_Masks_AreFollowedAndMultiplied()
    {
        byte[] masks = [0xFF, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0xFF]; // red first, alpha last

        Assert.Equal<byte>([15, 10, 5, 128], Pixels(Bmp(1, 1, 32, 3, masks, [10, 20, 30, 128], headerSize: 56)));
    }

    [Fact]
    public void Read_ThirtyTwoBits_IgnoresTheFourth()
    {
        Assert.Equal<byte>([1, 2, 3, 255], Pixels(Bmp(1, 1, 32, 0, [], [1, 2, 3, 4])));
    }

    [Theory]
    [InlineData(2, new byte[] { 4, 5, 6, 255, 1, 2, 3, 255 })] // the lowest row comes first
    [InlineData(-2, new byte[] { 1, 2, 3, 255, 4, 5, 6, 255 })]
    public void Read_HeightBelowZero_StartsAtTheTop(int height, byte[] expected)
    {
        Assert.Equal(expected, Pixels(Bmp(1, height, 24, 0, [], [1, 2, 3, 0, 4, 5, 6, 0])));
    }

    [Fact]
    public void Read_EndsEarly_LeavesTheRestBlank()
    {
        Assert.Equal<byte>([0, 0, 0, 0, 1, 2, 3, 255], Pixels(Bmp(1, 2, 24, 0, [], [1, 2, 3, 0, 4, 5])));
    }

    [Theory]
    [InlineData(0, 1, 24, 0)]
    [InlineData(1, 0, 24, 0)]
    [InlineData(1, int.MinValue, 24, 0)]
    [InlineData(70_000, 1, 24, 0)]
    [InlineData(60_000, 60_000, 24, 0)]
    [InlineData(1, 1, 8, 1)] // run lengths
    [InlineData(1, 1, 13, 0)]
    public void Decode_HeaderOutOfRange_IsNoPicture(int width, int height, int bits, uint compression)
    {
        Assert.Null(PictureFile.Decode(Bmp(width, height, bits, compression, [], [1, 2, 3, 0])));
    }

    private static byte[] Pixels(byte[] file) => new BmpReader(file).Read().Bytes.ToArray();

    private static byte[] Bmp(int width, int height, int bits, uint compression, byte[] behindHeader, byte[] pixels, int headerSize = 40)
    {
        byte[] header = new byte[54];
        (header[0], header[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), 54 + behindHeader.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), headerSize);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(28), (short)bits);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(30), compression);
        return [.. header, .. behindHeader, .. pixels];
    }
}
