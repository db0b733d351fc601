using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class BatchMixTests
{
    [Fact]
    public void Constructor_Everything_NamesAllFaults() =>
        Assert.Equal(
            "A batch mix cannot be made from these values. MixUp: expected a way to mix, here or as CutMix, got null. "
            + "Probability: expected above 0 and at most 1, got 0. (Parameter 'MixUp')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new BatchMix(null, null, 0)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void Alpha_OutOfRange_IsRefused(double alpha)
    {
        Assert.Equal(
            $"A mixup cannot be made from these values. Alpha: expected 0.01 to 100, got {alpha}. (Parameter 'Alpha')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new MixUp(alpha)).Message);
        Assert.Equal(
            $"A CutMix cannot be made from these values. Alpha: expected 0.01 to 100, got {alpha}. (Parameter 'Alpha')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new CutMix(alpha)).Message);
    }

    [Fact]
    public void Draw_ManyTimes_MixesHalfEachWayAndEachPartnerEquallyOften()
    {
        var (sut, random) = (new BatchMix(new MixUp(), new CutMix()), new Seeds(1).Stream("mix"));
        var drawn = Enumerable.Range(0, 16_000).Select(_ => sut.Draw(5, 32, random)).ToArray();

        Assert.InRange(drawn.Count(mix => mix is null), 7750, 8250);
        Assert.InRange(drawn.Count(mix => mix?.Cut is not null), 3800, 4200);
        Assert.All(drawn.Where(mix => mix is not null).CountBy(mix => mix!.Value.Offset), item => Assert.InRange(item.Value, 1850, 2150));
        Assert.Equal([1, 2, 3, 4], drawn.Where(mix => mix is not null).Select(mix => mix!.Value.Offset).Distinct().Order());
    }

    [Fact]
    public void Draw_OnePicture_HasNoPartner() => Assert.Null(new BatchMix(new MixUp(), null, 1).Draw(1, 32, new Seeds(1).Stream("mix")));

    [Fact]
    public void Draw_OneWayOnly_IsThatWay()
    {
        var random = new Seeds(1).Stream("mix");
        for (var i = 0; i < 100; i++)
        {
            Assert.Null(new BatchMix(new MixUp(), null, 1).Draw(4, 32, random)!.Value.Cut);
            Assert.NotNull(new BatchMix(null, new CutMix(), 1).Draw(4, 32, random)!.Value.Cut);
        }
    }

    [Fact]
    public void Draw_CutMix_WeightIsTheAreaThatStays() => ForAnyBatch(new BatchMix(null, new CutMix(), 1), (mix, _, _, side) =>
    {
        var box = mix.Cut!.Value;
        Assert.InRange(box.Left, 0, side - box.Width);
        Assert.InRange(box.Top, 0, side - box.Height);
        Assert.InRange(box.Width, 0, side);
        Assert.InRange(box.Height, 0, side);
        Assert.Equal(1 - (box.Width * box.Height / (double)(side * side)), mix.OwnWeight);
        Assert.InRange(mix.OwnWeight, 0, 1);
    });

    [Fact]
    public void Apply_CutMix_ShowsTheBoxOfThePartnerAsItWas() =>
        ForAnyBatch(new BatchMix(null, new CutMix(), 1), (mix, before, after, side) =>
        {
            var (count, box) = (before.Length / (side * side * 3), mix.Cut!.Value);
            for (var i = 0; i < before.Length; i++)
            {
                var (picture, at) = Math.DivRem(i, side * side * 3);
                var (x, y) = (at / 3 % side, at / 3 / side);
                var isCut = x >= box.Left && x < box.Left + box.Width && y >= box.Top && y < box.Top + box.Height;
                Assert.Equal(isCut ? before[(mix.Partner(picture, count) * side * side * 3) + at] : before[i], after[i]);
            }
        });

    [Fact]
    public void Apply_MixUp_IsTheRoundedWeightedSum() => ForAnyBatch(new BatchMix(new MixUp(1), null, 1), (mix, before, after, side) =>
    {
        var square = side * side * 3;
        Assert.InRange(mix.OwnWeight, 0, 1);
        for (var i = 0; i < before.Length; i++)
        {
            var (picture, at) = Math.DivRem(i, square);
            var partner = before[(mix.Partner(picture, before.Length / square) * square) + at];
            Assert.Equal((byte)Math.Floor((mix.OwnWeight * before[i]) + ((1 - mix.OwnWeight) * partner) + 0.5), after[i]);
        }
    });

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Apply_MixUpAtTheEnds_GivesOneOfBoth(double weight, int shift)
    {
        var pixels = SomePictures.Noise(7, 14, new Seeds(1).Stream("noise")).Span.ToArray();
        var mixed = pixels.ToArray();

        new BatchMixer().Apply(new DrawnMix(1, weight, null), mixed, 2, 7);

        Assert.Equal(shift == 0 ? pixels : [.. pixels[147..], .. pixels[..147]], mixed);
    }

    [Fact]
    public void Apply_WarmedUp_AllocatesNothing()
    {
        var (sut, definition, random, pixels) =
            (new BatchMixer(), new BatchMix(new MixUp(), new CutMix(), 1), new Seeds(1).Stream("mix"), new byte[4 * 16 * 16 * 3]);
        for (var i = 0; i < 100; i++)
            sut.Apply(definition.Draw(4, 16, random)!.Value, pixels, 4, 16);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            sut.Apply(definition.Draw(4, 16, random)!.Value, pixels, 4, 16);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void ForAnyBatch(BatchMix definition, Action<DrawnMix, byte[], byte[], int> check) => Prop.ForAll(
        (from count in Gen.Choose(2, 5) from side in Gen.Choose(1, 20) from seed in Gen.Choose(0, int.MaxValue)
            select (count, side, seed)).ToArbitrary(),
        item =>
        {
            var pixels = SomePictures.Noise(item.side, item.side * item.count, new Seeds(item.seed).Stream("noise")).Span.ToArray();
            var drawn = definition.Draw(item.count, item.side, new Seeds(item.seed).Stream("mix"))!.Value;
            Assert.Equal(drawn, definition.Draw(item.count, item.side, new Seeds(item.seed).Stream("mix")));
            var mixed = pixels.ToArray();
            new BatchMixer().Apply(drawn, mixed, item.count, item.side);
            check(drawn, pixels, mixed, item.side);
        }).QuickCheckThrowOnFailure();
}
