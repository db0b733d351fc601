using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public sealed class ResamplerTests
{
    public static TheoryData<string> Golden => GoldenPicture.Names("resize_");

    [Theory]
    [MemberData(nameof(Golden))]
    public void Resize_GoldenPicture_IsPillowsBitForBit(string name)
    {
        using var file = GoldenPicture.Open(name);
        var input = file.Case<GoldenPicture>();
        var (expected, width, height) = GoldenPicture.Result(file, "output");
        var actual = new byte[expected.Length];

        new Resampler().Resize(input.Buffer().View, input.Box, width, height, actual);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Resize_OneResamplerForAll_IsPillowsBitForBit()
    {
        var sut = new Resampler();
        foreach (var name in Golden.Concat<object[]>(Golden.Reverse<object[]>()).Select(row => (string)row[0]))
        {
            using var file = GoldenPicture.Open(name);
            var input = file.Case<GoldenPicture>();
            var (expected, width, height) = GoldenPicture.Result(file, "output");
            var actual = new byte[expected.Length];
            sut.Resize(input.Buffer().View, input.Box, width, height, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Resize_AnyPicture_StaysBetweenItsColors() => ForAnyBox((source, box, width, height, sut) =>
    {
        var result = new byte[width * height * 3];
        sut.Resize(source.View, box, width, height, result);
        for (var channel = 0; channel < 3; channel++)
        {
            var (before, after) = (Every3rd(source.Span, channel), Every3rd(result, channel));
            Assert.InRange(after.Min(), before.Min(), before.Max());
            Assert.InRange(after.Max(), before.Min(), before.Max());
        }
    });

    [Fact]
    public void Resize_ConstantPicture_StaysConstant() => ForAnyBox((source, box, width, height, sut) =>
    {
        var (red, green, blue) = (source.Pixels[0], source.Pixels[1], source.Pixels[2]);
        var constant = SomePictures.Constant(source.Width, source.Height, red, green, blue);
        var result = new byte[width * height * 3];
        sut.Resize(constant.View, box, width, height, result);
        SomePictures.AssertConstant(result, red, green, blue);
    });

    [Fact]
    public void Resize_ToItsOwnSize_Copies() => ForAnyBox((source, _, _, _, sut) =>
    {
        var result = new byte[source.Span.Length];
        sut.Resize(source.View, new CropBox(0, 0, source.Width, source.Height), source.Width, source.Height, result);
        Assert.Equal(source.Span.ToArray(), result);
    });

    [Fact]
    public void Resize_MirroredPicture_IsMirrored() => ForAnyBox((source, _, width, height, sut) =>
    {
        var (plain, mirrored) = (new byte[width * height * 3], new RgbBuffer());
        var whole = new CropBox(0, 0, source.Width, source.Height);
        sut.Resize(source.View, whole, width, height, plain);
        ExifOrientation.Turn(source, 3);
        mirrored.Reset(width, height);
        sut.Resize(source.View, whole, width, height, mirrored.Span);
        ExifOrientation.Turn(mirrored, 3);
        // Not bit for bit: the weights are rounded from positions counted from the other edge.
        Assert.All(plain.Zip(mirrored.Span.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    });

    [Fact]
    public void Resize_LongerDestination_LeavesTheRest()
    {
        var result = Enumerable.Repeat((byte)7, 15).ToArray();

        new Resampler().Resize(SomePictures.Constant(9, 9, 1, 2, 3).View, new CropBox(0, 0, 9, 9), 2, 2, result);

        SomePictures.AssertConstant(result.AsSpan(0, 12), 1, 2, 3);
        SomePictures.AssertConstant(result.AsSpan(12), 7, 7, 7);
    }

    [Fact]
    public void Resize_AfterTheFirst_AllocatesNothing()
    {
        var (sut, source, result) = (new Resampler(), SomePictures.Places(60, 50), new byte[20 * 20 * 3]);
        var resize = () => sut.Resize(source.View, new CropBox(1, 2, 40.5, 30), 20, 20, result);
        resize();
        sut.Resize(source.View, new CropBox(0, 0, 60, 50), 20, 20, result);

        var before = GC.GetAllocatedBytesForCurrentThread();
        resize();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(-0.5, 0, 3, 3)]
    [InlineData(0, -1, 3, 3)]
    [InlineData(0, 0, 0, 3)]
    [InlineData(0, 0, 3, 4.5)]
    [InlineData(3, 0, 3, 3)]
    [InlineData(double.NaN, 0, 3, 3)]
    public void Resize_BoxOutside_IsRefused(double x, double y, double width, double height)
    {
        var box = new CropBox(x, y, width, height);

        var fault = Assert.Throws<ArgumentOutOfRangeException>(
            () => new Resampler().Resize(SomePictures.Places(5, 4).View, box, 2, 2, new byte[12]));

        Assert.Equal($"Cannot resize a part of a picture: expected a box inside 5 x 4 pixels, got {box}. (Parameter 'box')", fault.Message);
    }

    private static byte[] Every3rd(ReadOnlySpan<byte> pixels, int first) => [.. pixels.ToArray().Where((_, index) => index % 3 == first)];

    private static void ForAnyBox(Action<RgbBuffer, CropBox, int, int, Resampler> check)
    {
        var sut = new Resampler();
        Prop.ForAll<long>(seed =>
        {
            var random = new Seeds(seed).Stream("resampler");
            var (width, height) = (1 + random.NextInt32(40), 1 + random.NextInt32(40));
            var (x, y) = (random.NextDouble() * (width - 1), random.NextDouble() * (height - 1));
            // A little less than what is left: the sum may be rounded upwards.
            var box = new CropBox(
                x, y, (0.05 + (random.NextDouble() * 0.9499)) * (width - x), (0.05 + (random.NextDouble() * 0.9499)) * (height - y));
            check(SomePictures.Noise(width, height, random), box, 1 + random.NextInt32(40), 1 + random.NextInt32(40), sut);
        }).QuickCheckThrowOnFailure();
    }
}
