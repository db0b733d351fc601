using System.Text;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.FolderCheck;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class PictureFormatTests
{
    [Theory]
    [InlineData("FFD8FFE000104A46", "JPEG")]
    [InlineData("89504E470D0A1A0A0000", "PNG")]
    [InlineData("474946383961", "GIF")]
    [InlineData("424D361000000000000036000000", "BMP")]
    [InlineData("5249464610000000574542505650", "WebP")]
    [InlineData("49492A00", "TIFF")]
    [InlineData("4D4D002A", "TIFF")]
    [InlineData("0000001866747970686569630000", "HEIC")]
    [InlineData("00000018667479706D6966310000", "HEIF")]
    [InlineData("000000186674797061766966", "AVIF")]
    [InlineData("0000001866747970697336D0", null)]
    [InlineData("FF0A", "JPEG XL")]
    [InlineData("0000000C6A502020", "JPEG 2000")]
    [InlineData("38425053", "Photoshop")]
    [InlineData("FFD8", null)]
    [InlineData("", null)]
    public void Of_Signature_IsKnown(string start, string? expected) =>
        Assert.Equal(expected, PictureFormat.Of(Convert.FromHexString(start))?.Name);

    [Fact]
    public void Of_TextWithABitmapsLetters_IsNoPicture() => Assert.Null(PictureFormat.Of(Encoding.ASCII.GetBytes("BMW 328 roadster")));

    [Fact]
    public void Fits_Extension_InAnyCase()
    {
        var jpeg = PictureFormat.Of([0xFF, 0xD8, 0xFF])!;

        Assert.True(jpeg.Fits(".JPG") && jpeg.Fits(".jpeg"));
        Assert.False(jpeg.Fits(".png") || jpeg.Fits(""));
    }

    [Theory]
    [InlineData("a.jpg", 0)]
    [InlineData("a.png", 12)]
    public void IsMissing_CutFile_IsTold(string name, int endBytes)
    {
        using var folder = new PictureFolder();
        var file = File.ReadAllBytes(folder.Write(name, PictureFolder.Scene(1)));

        Assert.False(PictureEnd.IsMissing(file));
        Assert.False(PictureEnd.IsMissing([.. file, 0, 0, 0, 0]));
        Assert.True(PictureEnd.IsMissing(file.AsSpan()[..^Math.Max(endBytes, 2)]));
        Assert.True(PictureEnd.IsMissing(file.AsSpan()[..(2 * file.Length / 3)]));
    }

    [Fact]
    public void IsMissing_OtherFiles_IsNotTold()
    {
        Assert.False(PictureEnd.IsMissing([]));
        Assert.False(PictureEnd.IsMissing("BM and more"u8));
    }
}
