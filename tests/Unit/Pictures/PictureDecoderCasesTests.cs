using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>Files of all kinds, which stand beside the repository where there are any: each as it should look, or refused.</summary>
public sealed class PictureDecoderCasesTests
{
    private const string NotAPicture = "The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got ";

    private static readonly string s_cases = Path.GetFullPath(Path.Combine(RepositoryRoot.Folder, "../shared/cases"));

    /// <summary>Three colors: on the left a quarter from above and in the middle, then on the right in the middle.</summary>
    [SkippableTheory]
    [InlineData("plain.png", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("plain.jpg", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("plain.gif", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("plain.bmp", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("plain.webp", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("UPPER.JPG", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("photo.jfif", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("png-named.jpg", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("webp-named.jpg", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("progressive.jpg", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("cmyk.jpg", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("palette.png", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("rgb16.png", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("animated.gif", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("animated-apng.png", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("animated.webp", "200 60 30, 200 60 30, 40 90 210")]
    [InlineData("bilevel.png", "0 0 0, 0 0 0, 255 255 255")]
    [InlineData("grey.jpg", "64 64 64, 64 64 64, 192 192 192")]
    [InlineData("grey8.png", "64 64 64, 64 64 64, 192 192 192")]
    [InlineData("grey16.png", "64 64 64, 64 64 64, 192 192 192")]
    [InlineData("one-pixel.png", "255 0 0, 255 0 0, 255 0 0")]
    [InlineData("rgba.png", "200 60 30, 227 157 142, 147 172 232")]
    [InlineData("rgba-lossless.webp", "200 60 30, 227 157 142, 147 172 232")]
    [InlineData("grey-alpha.png", "64 64 64, 255 255 255, 255 255 255")]
    [InlineData("palette-transparent.png", "255 255 255, 255 255 255, 40 90 210")]
    public void Decode_FileOfEachFormat_GivesItsColors(string name, string colors)
    {
        var picture = Decoded($"formats/{name}");

        var got = new[] { (1, 1), (1, 2), (3, 2) }.SelectMany(at => Color(picture, at.Item1, at.Item2)).ToArray();
        var expected = colors.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray();
        Assert.All(expected.Zip(got), pair => Assert.InRange(pair.Second, pair.First - 2, pair.First + 2));
    }

    [SkippableTheory]
    [InlineData("heic-named.jpg", "HEIC, which is not read. Convert it to JPEG or PNG.")]
    [InlineData("tiff-named.jpg", "TIFF, which is not read. Convert it to JPEG or PNG.")]
    [InlineData("photo.tif", "TIFF, which is not read. Convert it to JPEG or PNG.")]
    [InlineData("html-named.jpg", "a web page (HTML).")]
    [InlineData("truncated-header.jpg", "300 bytes that begin with FFD8FFE000104A46.")]
    [InlineData("truncated-half.jpg", "26223 bytes that begin with FFD8FFE000104A46 and end too early.")]
    [InlineData("truncated-half.png", "85010 bytes that begin with 89504E470D0A1A0A and end too early.")]
    public void Decode_FileThatIsNoWholePicture_IsRefused(string name, string got)
    {
        var fault = Assert.Throws<BadPictureException>(() => Decoded($"formats/{name}"));

        Assert.Equal((NotAPicture + got, Path.Combine(s_cases, "formats", name)), (fault.Message, fault.Path));
    }

    [SkippableFact]
    public void Decode_FileWithoutBytes_IsRefused() =>
        Assert.Equal(
            "expected a picture file, got one without bytes: empty, or a named pipe or device.",
            Assert.Throws<BadPictureException>(() => Decoded("formats/zero.jpg")).Message);

    [SkippableFact]
    public void Decode_TaggedByATelephone_IsTheUprightPicture()
    {
        var (upright, tagged) = (Decoded("exif-orientation/upright.jpg"), Decoded("exif-orientation/phone-orientation-6.jpg"));

        Assert.Equal((upright.Width, upright.Height), (tagged.Width, tagged.Height));
        Assert.All(upright.Span.ToArray().Zip(tagged.Span.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -8, 8));
    }

    /// <param name="picture">The picture.</param>
    /// <param name="x">In quarters of its width.</param>
    /// <param name="y">In quarters of its height.</param>
    private static int[] Color(RgbBuffer picture, int x, int y)
    {
        var pixel = (y * picture.Height / 4 * picture.Width) + (x * picture.Width / 4);
        return [.. picture.Span.Slice(3 * pixel, 3).ToArray().Select(value => (int)value)];
    }

    private static RgbBuffer Decoded(string name)
    {
        Skip.IfNot(Directory.Exists(s_cases), $"Needs the pictures of '{s_cases}'.");
        var into = new RgbBuffer();
        new PictureFile().Decode(Path.Combine(s_cases, name), into);
        return into;
    }
}
