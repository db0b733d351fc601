using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class ExifOrientationTests
{
    private const string Golden = "orientations";

    private static readonly Lazy<Dictionary<string, byte[]>> s_files = new(ReadFiles);

    public static TheoryData<int> All => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(All))]
    public void Turn_EachOrientation_IsPillows(int orientation)
    {
        using var file = GoldenPicture.Open(Golden);
        var (expected, width, height) = GoldenPicture.Result(file, $"upright.{orientation}");
        var picture = file.Case<GoldenPicture>().Buffer();

        ExifOrientation.Turn(picture, orientation);

        Assert.Equal((width, height), (picture.Width, picture.Height));
        Assert.Equal(expected, picture.Span.ToArray());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Turn_LargerThanATile_MovesEachPixel(int orientation)
    {
        var picture = SomePictures.Places(71, 45);

        ExifOrientation.Turn(picture, orientation);

        Assert.Equal((45, 71), (picture.Width, picture.Height));
        var pixels = picture.Span.ToArray();
        for (var i = 0; i < 45 * 71; i++)
        {
            var (y, x) = Math.DivRem(i, 45);
            var fromX = orientation is 5 or 6 ? y : 70 - y;
            var fromY = orientation is 5 or 8 ? x : 44 - x;
            Assert.Equal((fromX, fromY), (pixels[3 * i], pixels[(3 * i) + 1]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Turn_NoOrientation_IsRefused(int orientation) =>
        Assert.Equal(
            $"A picture cannot be turned: expected an orientation of 1 to 8, got {orientation}. (Parameter 'orientation')",
            Assert.Throws<ArgumentOutOfRangeException>(() => ExifOrientation.Turn(SomePictures.Places(2, 2), orientation)).Message);

    /// <summary>A file of 24 x 16 pixels, the caller's to damage.</summary>
    internal static byte[] Jpeg(int orientation, string order) => [.. s_files.Value[$"{orientation}.{order}"]];

    private static Dictionary<string, byte[]> ReadFiles()
    {
        using var scope = global::TorchSharp.torch.NewDisposeScope();
        using var file = GoldenPicture.Open(Golden);
        return file.Under("file.").ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());
    }
}
