using Microsoft.ML.SeNet.Tests.FolderCheck;
using SkiaSharp;

namespace Microsoft.ML.SeNet.Tests.Recipe;

public sealed class RecipeChoiceTests : TensorTest, IDisposable
{
    private readonly PictureFolder _folder = new();
    private readonly MLContext _ml = new(1);

    void IDisposable.Dispose()
    {
        _folder.Dispose();
        Dispose();
    }

    [Fact]
    public void RecommendSeResNet_FirstPictureOfOnePixel_GoesByTheMedian()
    {
        var data = Pictures(40, odd: 1);

        var sut = _ml.MulticlassClassification.RecommendSeResNet(data, options: new() { FromScratch = true });

        Assert.Equal((40, 40, 40, SeResNetVariant.CifarSeResNet20), (sut.MedianWidth, sut.MedianHeight, sut.ImageSize, sut.Network));
        Assert.Contains("1 picture is far smaller than usual: ", Assert.Single(sut.Remarks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(32)]
    public void RecommendSeResNet_PhotographsOrFewSmallPictures_StartFromImageNet(int side)
    {
        var sut = _ml.MulticlassClassification.RecommendSeResNet(Pictures(side));

        Assert.Equal((SeResNetVariant.SeResNet18, false), (sut.Network, sut.InitialWeights!.HasHead));
    }

    [Fact]
    public void RecommendSeResNet_ABudget_TriesTheMachineOut()
    {
        var options = new SeNetRecipeOptions { TimeBudget = TimeSpan.FromHours(10), BatchSize = 4, FromScratch = true };

        var sut = _ml.MulticlassClassification.RecommendSeResNet(Pictures(32), options: options);

        Assert.Equal(60, sut.Epochs);
        Assert.Matches(@" Epochs: for 600 min at \d+ pictures/s\.$", sut.Reason);
    }

    [Fact]
    public void RecommendSeResNet_WrongWishes_AreAllTold() => Assert.Equal(
        "A recipe cannot be made from these values. TimeBudget: expected above zero, or null, got 00:00:00. "
        + "Epochs: expected 1 or more, or null, "
        + "got 0. BatchSize: expected 2 or more, or null, got 1. ImageSize: expected 1 or more, or null, got 0. (Parameter 'options')",
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.RecommendSeResNet(
            Pictures(32), options: new() { TimeBudget = TimeSpan.Zero, Epochs = 0, BatchSize = 1, ImageSize = 0 })).Message);

    [Fact]
    public void RecommendSeResNet_KeyedRows_AreRefused()
    {
        var data = Pictures(32);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

        Assert.Equal(
            "Expected a column 'Label' of texts in the rows, got Key<UInt32, 0-1>. "
            + "Give the rows as LoadImagesFromFolder lists them, before MapValueToKey. (Parameter 'data')",
            Assert.Throws<ArgumentException>(() => _ml.MulticlassClassification.RecommendSeResNet(keyed)).Message);
    }

    [Fact]
    public void FindUnreadableImages_SomeBad_AreFoundInOrder()
    {
        var data = Pictures(32);
        _folder.Write("train/b/z.png", "<html>"u8.ToArray());
        _folder.Write("train/a/z.png", [1, 2, 3]);

        var sut = _ml.Data.FindUnreadableImages(_ml.Data.LoadImagesFromFolder(_folder["train"]));

        Assert.Empty(_ml.Data.FindUnreadableImages(data));
        Assert.Equal(["a", "b"], sut.Select(one => Path.GetFileName(Path.GetDirectoryName(one.ImagePath))));
        Assert.EndsWith("got a web page (HTML).", sut[1].Reason, StringComparison.Ordinal);
    }

    private IDataView Pictures(int side, int? odd = null)
    {
        for (var i = 0; i < 12; i++)
            _folder.Write($"train/{(i % 2 == 0 ? "a" : "b")}/{i:00}.png", Png(i == 0 ? odd ?? side : side, (byte)(i * 20)));
        return _ml.Data.LoadFromEnumerable(
            _ml.Data.CreateEnumerable<Row>(_ml.Data.LoadImagesFromFolder(_folder["train"]), reuseRowObject: false).ToList());
    }

    private static byte[] Png(int side, byte red)
    {
        using var bitmap = new SKBitmap(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(red, 100, 100));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
