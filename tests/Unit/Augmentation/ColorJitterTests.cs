using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class ColorJitterTests
{
    [Fact]
    public void Constructor_Everything_NamesAllFaults() =>
        Assert.Equal(
            "A color jitter cannot be made from these values. Brightness: expected 0 or more, got -1. Contrast: expected 0 or more, "
            + "got NaN. Saturation: expected 0 or more, got Infinity. Hue: expected 0 to 0.5, got 0.6. (Parameter 'Brightness')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ColorJitter(-1, double.NaN, double.PositiveInfinity, 0.6)).Message);

    [Fact]
    public void Draw_Nothing_DrawsNoChance()
    {
        var (random, untouched) = (new Seeds(1).Stream("jitter"), new Seeds(1).Stream("jitter"));

        Assert.Empty(Drawn(new ColorJitter(), random));
        Assert.Equal(untouched.NextUInt64(), random.NextUInt64());
    }

    [Fact]
    public void Draw_Everything_StaysInRangeInAnyOrder()
    {
        var random = new Seeds(1).Stream("jitter");
        var orders = new HashSet<string>();
        for (var i = 0; i < 2000; i++)
        {
            var drawn = Drawn(new ColorJitter(0.4, 1.5, 0.2, 0.1), random);
            orders.Add(string.Join(' ', drawn.Select(one => one.Operation)));
            Assert.InRange(drawn.Single(one => one.Operation == PictureOperation.Brightness).Strength, -0.4, 0.4);
            Assert.InRange(drawn.Single(one => one.Operation == PictureOperation.Contrast).Strength, -1, 1.5);
            Assert.InRange(drawn.Single(one => one.Operation == PictureOperation.Color).Strength, -0.2, 0.2);
            Assert.InRange(drawn.Single(one => one.Operation == PictureOperation.Hue).Strength, -0.1, 0.1);
        }
        Assert.Equal(24, orders.Count);
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSame()
    {
        var sut = new ColorJitter(0.4, 0.4, 0.4, 0.1);

        Assert.Equal(Drawn(sut, new Seeds(3).Stream("jitter")), Drawn(sut, new Seeds(3).Stream("jitter")));
        Assert.NotEqual(Drawn(sut, new Seeds(3).Stream("jitter")), Drawn(sut, new Seeds(4).Stream("jitter")));
    }

    private static DrawnOperation[] Drawn(ColorJitter sut, RandomStream random) =>
        sut.Draw(random, new DrawnOperation[ColorJitter.MostOperations]).ToArray();
}
