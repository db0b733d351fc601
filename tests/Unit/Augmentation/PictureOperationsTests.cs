using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class PictureOperationsTests
{
    private const string Group = "augmentations";

    public static TheoryData<string> Golden => GoldenFile.Names(Group);

    [Fact]
    public void Golden_EveryOperation_IsThere() =>
        Assert.Equal(
            Enum.GetNames<PictureOperation>().Order(StringComparer.Ordinal), Golden.AsEnumerable<object[]>().Select(row => (string)row[0]));

    [Theory]
    [MemberData(nameof(Golden))]
    public void Apply_GoldenSquare_IsTorchvisionsBitForBit(string name)
    {
        using var file = GoldenFile.Open(Group, name);
        var golden = file.Case<Case>();
        var sut = new PictureOperations();
        for (var k = 0; k < golden.Strengths.Length; k++)
        {
            AssertGolden(file, $"noise.{k}", golden, k, golden.NoiseSide, value => value, sut);
            AssertGolden(file, $"narrow.{k}", golden, k, golden.NarrowSide, value => (byte)(60 + (value / 4)), sut);
        }
    }

    [Theory]
    [InlineData(nameof(PictureOperation.Posterize), 8)]
    [InlineData(nameof(PictureOperation.Solarize), 256)]
    [InlineData(nameof(PictureOperation.Hue), 0)] // of grays
    [InlineData(nameof(PictureOperation.Rotate), 0)]
    [InlineData(nameof(PictureOperation.Rotate), -360)]
    [InlineData(nameof(PictureOperation.Brightness), 0)]
    [InlineData(nameof(PictureOperation.Color), 0)]
    [InlineData(nameof(PictureOperation.Contrast), 0)]
    [InlineData(nameof(PictureOperation.Sharpness), 0)]
    [InlineData(nameof(PictureOperation.ShearX), 0)]
    [InlineData(nameof(PictureOperation.TranslateY), 0)]
    [InlineData(nameof(PictureOperation.Identity), 0)]
    public void Apply_WeakestStrength_ChangesNothing(string name, double strength) => ForAnySquare((square, side) =>
    {
        var operation = Enum.Parse<PictureOperation>(name);
        if (operation == PictureOperation.Hue)
            Gray(square);

        Assert.Equal(square, Applied(new DrawnOperation(operation, strength), square, side));
    });

    [Fact]
    public void Apply_FourQuarterTurns_GiveThePictureBack() => ForAnySquare((square, side) =>
    {
        var turned = square;
        for (var quarter = 0; quarter < 4; quarter++)
            turned = Applied(new DrawnOperation(PictureOperation.Rotate, 90), turned, side);

        Assert.Equal(square, turned);
    });

    [Fact]
    public void Apply_AutoContrast_ReachesBothEndsOfEachColor() => ForAnySquare((square, side) =>
    {
        var stretched = Applied(new DrawnOperation(PictureOperation.AutoContrast, 0), square, side);
        for (var channel = 0; channel < 3; channel++)
        {
            var (before, after) = (Channel(square, channel), Channel(stretched, channel));
            if (before.Min() == before.Max())
            {
                Assert.Equal(before, after);
                continue;
            }
            Assert.Equal(0, after.Min());
            Assert.InRange(after.Max(), 254, 255); // Pillow rounds down
        }
    });

    [Fact]
    public void Apply_UsedAgain_GivesWhatAFreshOneGives()
    {
        var used = new PictureOperations();
        ForAnySquare((square, side) =>
        {
            foreach (var operation in Enum.GetValues<PictureOperation>())
            {
                var drawn = new DrawnOperation(operation, operation == PictureOperation.Posterize ? 3 : 0.4);
                var again = square.ToArray();
                used.Apply(drawn, again, side);
                Assert.Equal(Applied(drawn, square, side), again);
            }
        });
    }

    [Fact]
    public void Apply_WarmedUp_AllocatesNothing()
    {
        var sut = new PictureOperations();
        var square = SomePictures.Noise(32, 32, new Seeds(1).Stream("noise")).Span.ToArray();
        var operations = Enum.GetValues<PictureOperation>();
        All();

        var before = GC.GetAllocatedBytesForCurrentThread();
        All();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void All()
        {
            foreach (var operation in operations)
                sut.Apply(new DrawnOperation(operation, 1), square, 32);
        }
    }

    [Fact]
    public void Apply_NoSuchOperation_IsRefused() =>
        Assert.StartsWith(
            "There is no such operation: expected one of Identity, ShearX,",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new PictureOperations().Apply(new DrawnOperation((PictureOperation)99, 0), new byte[3], 1)).Message);

    private static void AssertGolden(
        GoldenFile file, string name, Case golden, int k, int side, Func<byte, byte> narrow, PictureOperations sut)
    {
        byte[] actual = [.. Pattern.Values(name.Split('.')[0], side * side * 3).Select(value => narrow((byte)((value + 1) * 128)))];

        sut.Apply(new DrawnOperation(golden.Operation, golden.Strengths[k]), actual, side);

        Assert.Equal(GoldenPicture.Result(file, name).Pixels, actual);
    }

    private static byte[] Applied(DrawnOperation drawn, byte[] square, int side)
    {
        var result = square.ToArray();
        new PictureOperations().Apply(drawn, result, side);
        return result;
    }

    private static byte[] Channel(byte[] square, int channel) => [.. square.Where((_, i) => i % 3 == channel)];

    private static void Gray(byte[] square)
    {
        for (var i = 0; i < square.Length; i++)
            square[i] = square[i - (i % 3)];
    }

    private static void ForAnySquare(Action<byte[], int> check) => Prop.ForAll(
        Gen.Choose(1, 24).SelectMany(side => Gen.Choose(0, int.MaxValue).Select(seed => (side, seed))).ToArbitrary(),
        item => check(SomePictures.Noise(item.side, item.side, new Seeds(item.seed).Stream("noise")).Span.ToArray(), item.side))
        .QuickCheckThrowOnFailure();

    private sealed record Case(PictureOperation Operation, double[] Strengths, int NoiseSide, int NarrowSide);
}
