using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Data;

namespace Microsoft.ML.SeNet.Tests.Data;

public sealed class ExifOrientationTests
{
    private const string Golden = "orientations";

    private static readonly Lazy<Dictionary<string, byte[]>> s_files = new(ReadFiles);

    public static TheoryData<int> All => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(All))]
    public void Read_EitherByteOrder_GivesTheOrientation(int orientation)
    {
        Assert.Equal(orientation, ExifOrientation.Read(Jpeg(orientation, "little")));
        Assert.Equal(orientation, ExifOrientation.Read(Jpeg(orientation, "big")));
    }

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

    [Fact]
    public void Read_NoJpeg_IsUpright()
    {
        Assert.Equal(1, ExifOrientation.Read([]));
        Assert.Equal(1, ExifOrientation.Read([0xFF]));
        Assert.Equal(1, ExifOrientation.Read([0xFF, 0xD8]));
        Assert.Equal(1, ExifOrientation.Read("\x89PNG\r\n"u8));
        Assert.Equal(1, ExifOrientation.Read(Jpeg(6, "big").AsSpan(1)));
    }

    [Fact]
    public void Read_OrientationAboveEight_IsUpright()
    {
        var file = Jpeg(6, "little");
        file[ValueIn(file)] = 9;

        Assert.Equal(1, ExifOrientation.Read(file));
    }

    [Fact]
    public void Read_FillBytesBeforeMarker_AreSkipped()
    {
        var file = Jpeg(6, "little");

        Assert.Equal(6, ExifOrientation.Read([.. file[..2], 0xFF, 0xFF, 0xFF, .. file[2..]]));
    }

    [Fact]
    public void Read_ExifBehindTheScan_IsNotLookedFor()
    {
        var file = Jpeg(6, "little");

        Assert.Equal(1, ExifOrientation.Read([0xFF, 0xD8, 0xFF, 0xDA, 0, 2, .. file[2..]]));
    }

    [Fact]
    public void Read_EveryBeginningOfAFile_NeverFails()
    {
        var file = Jpeg(6, "big");
        var found = Enumerable.Range(0, file.Length + 1).Select(length => ExifOrientation.Read(file.AsSpan(0, length).ToArray())).ToList();

        Assert.Equal([1, 6], found.Distinct());
        Assert.Equal(1, found[ValueIn(file)]);
    }

    [Fact]
    public void Read_DamagedFile_GivesAnOrientation() => Prop.ForAll<long>(seed =>
    {
        var random = new Seeds(seed).Stream("exif");
        for (var times = 0; times < 100; times++)
        {
            // Damage where the header is, in an array of its own length, so that a read beyond it would fail.
            var file = Jpeg(1 + random.NextInt32(8), random.NextInt32(2) == 0 ? "little" : "big").AsSpan(0, 40 + random.NextInt32(60)).ToArray();
            for (var damages = 1 + random.NextInt32(4); damages > 0; damages--)
                file[random.NextInt32(file.Length)] = random.NextInt32(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.NextInt32(256) };
            Assert.InRange(ExifOrientation.Read(file), 1, 8);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyBytesBehindTheStart_GivesAnOrientation() =>
        Prop.ForAll<byte[]>(bytes => Assert.InRange(ExifOrientation.Read([0xFF, 0xD8, 0xFF, 0xE1, .. bytes]), 1, 8)).QuickCheckThrowOnFailure();

    /// <summary>A file of 24 x 16 pixels, the caller's to damage.</summary>
    internal static byte[] Jpeg(int orientation, string order) => [.. s_files.Value[$"{orientation}.{order}"]];

    private static Dictionary<string, byte[]> ReadFiles()
    {
        using var scope = global::TorchSharp.torch.NewDisposeScope();
        using var file = GoldenPicture.Open(Golden);
        return file.Under("file.").ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());
    }

    // The value's place in the entry of tag 0x0112, whose lower byte comes first in little-endian files.
    private static int ValueIn(byte[] file)
    {
        byte[] little = [0x12, 1, 3, 0], big = [1, 0x12, 0, 3];
        return Math.Max(file.AsSpan().IndexOf(little), file.AsSpan().IndexOf(big)) + 8;
    }
}
