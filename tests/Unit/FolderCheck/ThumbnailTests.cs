using System.Numerics;
using Microsoft.ML.SeNet.FolderCheck;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Pictures;
using static Microsoft.ML.SeNet.Tests.FolderCheck.PictureFolder;

namespace Microsoft.ML.SeNet.Tests.FolderCheck;

/// <summary>That versions of a picture are near it by the default options, and other pictures are not.</summary>
public sealed class ThumbnailTests
{
    private static readonly ImageFolderCheckOptions s_options = new();

    public static TheoryData<int> Scenes => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Scenes))]
    public void Of_ResizedPicture_IsNear(int number)
    {
        var picture = Scene(number, 200, 150);

        Assert.True(AreNear(picture, Resized(picture, 50, 38)));
        Assert.True(AreNear(picture, Resized(picture, 310, 190)));
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public void Of_OtherBrightnessAndContrast_IsNear(int number)
    {
        var picture = Scene(number, 200, 150);

        Assert.True(AreNear(picture, Changed(picture, value => value + 30)));
        Assert.True(AreNear(picture, Changed(picture, value => 40 + (0.7 * value))));
    }

    [Theory]
    [MemberData(nameof(Scenes))]
    public void Of_EncodedAgain_IsNear(int number)
    {
        using var folder = new PictureFolder();
        var picture = Scene(number, 200, 150);
        var again = new RgbBuffer();

        PictureDecoder.Decode(File.ReadAllBytes(folder.Write("again.jpg", picture)), again);

        Assert.NotEqual(picture.Span.ToArray(), again.Span.ToArray());
        Assert.True(AreNear(picture, again));
    }

    [Fact]
    public void Of_OtherPictures_AreNotNear()
    {
        var thumbnails = Enumerable.Range(1, 60).Select(number => Of(Scene(number))).ToArray();

        var near =
            from second in Enumerable.Range(0, thumbnails.Length)
            from first in Enumerable.Range(0, second)
            where AreNear(thumbnails[first], thumbnails[second])
            select (first, second);
        Assert.Empty(near);
    }

    [Fact]
    public void Of_FlatGround_GivesNoBitsForItsNoise()
    {
        var flat = Of(SomePictures.Constant(36, 32, 200, 200, 200));
        var noisy = Of(Changed(SomePictures.Constant(36, 32, 200, 200, 200), value => value + (value % 2)));

        Assert.Equal((0UL, 0UL), (flat.Hash, noisy.Hash));
        Assert.Equal(0, flat.Correlation(noisy));
    }

    [Fact]
    public void Of_BrighterToTheRight_SetsAllBits()
    {
        var picture = SomePictures.Places(180, 10);

        Assert.Equal(ulong.MaxValue, Of(picture).Hash);
        Assert.Equal(0UL, Of(Changed(picture, value => 255 - value)).Hash);
        Assert.Equal(-1, Of(picture).Correlation(Of(Changed(picture, value => 255 - value))), 0.001);
    }

    private static bool AreNear(RgbBuffer one, RgbBuffer other) => AreNear(Of(one), Of(other));

    private static bool AreNear(Thumbnail one, Thumbnail other) =>
        BitOperations.PopCount(one.Hash ^ other.Hash) <= s_options.NearDuplicateDistance
        && one.Correlation(other) >= s_options.NearDuplicateCorrelation;

    private static Thumbnail Of(RgbBuffer picture) => Thumbnail.Of(picture.View, new Resampler());
}
