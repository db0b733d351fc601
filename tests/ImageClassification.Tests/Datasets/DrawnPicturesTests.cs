using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests.Datasets;

public sealed class DrawnPicturesTests
{
    [Fact]
    public void Describe_CountsPerClass_GivesThatManyOfEach()
    {
        var sut = DrawnPictures.Describe(trainPerClass: 3, testPerClass: 2, seed: 7);

        var files = Enumerable.Range(0, sut.Count).Select(index => sut.Picture(index).File).ToArray();

        Assert.Equal("drawn pictures, 30 + 20, seed 7", sut.Content);
        Assert.Equal(50, files.Distinct().Count());
        Assert.Equal(["train/Bars/00000.png", "train/Circle/00000.png"], files[..2]);
        Assert.Equal("test/Triangle/00001.png", files[^1]);
        Assert.All(files.CountBy(file => Path.GetDirectoryName(file)!),
            folder => Assert.Equal(folder.Key.StartsWith("train", StringComparison.Ordinal) ? 3 : 2, folder.Value));
    }

    [Fact]
    public void Picture_SameSeed_IsTheSameAndOtherwiseAnother()
    {
        var (sut, again, other) =
            (DrawnPictures.Describe(2, 1, seed: 1), DrawnPictures.Describe(2, 1, seed: 1), DrawnPictures.Describe(2, 1, seed: 2));

        Assert.All(Enumerable.Range(0, sut.Count), index => Assert.Equal(sut.Picture(index).Rgba, again.Picture(index).Rgba));
        Assert.NotEqual(sut.Picture(3).Rgba, other.Picture(3).Rgba);
        Assert.NotEqual(sut.Picture(3).Rgba, sut.Picture(13).Rgba);
    }

    [Fact]
    public void Picture_Any_IsOpaqueAndOfItsSize()
    {
        var picture = DrawnPictures.Describe(1, 1, seed: 1).Picture(4);

        Assert.Equal((32, 32, 32 * 32 * 4), (picture.Width, picture.Height, picture.Rgba.Length));
        Assert.All(Enumerable.Range(0, 32 * 32), pixel => Assert.Equal(255, picture.Rgba[(pixel * 4) + 3]));
    }

    [Theory]
    [InlineData("Bars", true, true)]
    [InlineData("Circle", true, true)]
    [InlineData("Crescent", false, false)]
    [InlineData("Cross", true, false)]
    [InlineData("Diamond", true, false)]
    [InlineData("Ring", false, true)]
    [InlineData("Saltire", true, true)]
    [InlineData("Square", true, true)]
    [InlineData("Star", true, false)]
    [InlineData("Triangle", true, false)]
    public void Shape_Any_CoversWhatItShould(string name, bool middle, bool upperRight)
    {
        var distance = Shapes.All.Single(shape => shape.Name == name).Distance;

        Assert.Equal(middle, distance(0, 0) < 0);
        Assert.Equal(upperRight, distance(0.55, -0.55) < 0);
        Assert.All(
            new[] { (1.5, 0.0), (0, 1.5), (-1.5, 0), (0, -1.5), (1.2, 1.2) }, point => Assert.True(distance(point.Item1, point.Item2) > 0));
    }
}
