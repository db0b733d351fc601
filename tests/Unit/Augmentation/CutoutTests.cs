using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class CutoutTests
{
    [Fact]
    public void Constructor_NoSize_Throws() =>
        Assert.Equal(
            "A cutout cannot be made from these values. Size: expected 1 or more, got 0. (Parameter 'Size')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Cutout(0)).Message);

    [Fact]
    public void Draw_AnySquare_IsThePartOfItThatIsInThePicture() => Prop.ForAll(
        Gen.Choose(1, 64).SelectMany(side => Gen.Choose(1, 200).SelectMany(size => Gen.Choose(0, int.MaxValue)
            .Select(seed => (side, size, seed)))).ToArbitrary(),
        item =>
        {
            var random = new Seeds(item.seed).Stream("cutout");
            var (x, y) = (random.NextInt32(item.side), random.NextInt32(item.side)); // the center

            var box = new Cutout(item.size).Draw(item.side, new Seeds(item.seed).Stream("cutout"));

            var inside = from column in Enumerable.Range(x - (item.size / 2), item.size)
                         from row in Enumerable.Range(y - (item.size / 2), item.size)
                         where column >= 0 && column < item.side && row >= 0 && row < item.side
                         select (column, row);
            var drawn = from column in Enumerable.Range(box.Left, box.Width)
                        from row in Enumerable.Range(box.Top, box.Height)
                        select (column, row);
            Assert.Equal(inside, drawn);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Draw_SixteenOf32_LosesFourteenTimesFourteenOnTheAverage()
    {
        // Of 16 pixels 14 lie in the picture on the average: 8 to 15 near the first side, 15 to 9 near the last one.
        var random = new Seeds(2).Stream("cutout");
        var areas = Enumerable.Range(0, 10_000).Select(_ => new Cutout(16).Draw(32, random)).Select(box => (double)box.Width * box.Height);

        Assert.InRange(areas.Average(), 0.98 * 14 * 14, 1.02 * 14 * 14);
    }
}
