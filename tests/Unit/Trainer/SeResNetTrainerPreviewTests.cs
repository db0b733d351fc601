using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Pictures;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>What a trainer shows of pictures before it trains on them.</summary>
public sealed class SeResNetTrainerPreviewTests : IDisposable
{
    private const int Side = 24;

    private readonly string _folder = Directory.CreateTempSubdirectory("preview-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PreviewAugmentation_None_ShowsWhatPredictionSees()
    {
        var turned = Path.Combine(_folder, "turned.jpg");
        File.WriteAllBytes(turned, ExifOrientationTests.Jpeg(6, "little"));
        var paths = new[] { Written(0), Written(1), turned };

        var shown = Pixels(Trainer(options => options.Augmentation = AugmentationPreset.None), paths, epochs: 2);

        Assert.Equal(2, shown.Length);
        Assert.All(shown, epoch => Assert.Equal(paths.Select(AsPredictionSees), epoch));
    }

    [Fact]
    public void PreviewAugmentation_Light_IsDrawnAnewForEachEpochAndAlikeForASeed()
    {
        var paths = new[] { Written(0) };

        var shown = Pixels(Trainer(_ => { }), paths, epochs: 3);

        Assert.Equal(3, shown.Select(epoch => Convert.ToHexString(epoch[0])).Distinct().Count());
        Assert.Equal(shown, Pixels(Trainer(_ => { }), paths, epochs: 3));
        Assert.NotEqual(shown, Pixels(Trainer(_ => { }, seed: 2), paths, epochs: 3));
    }

    [Fact]
    public void PreviewAugmentation_CutMix_PutsAPartOfEachPictureIntoTheOther()
    {
        var paths = new[] { Written(0), Written(1) };
        var (first, second) = (AsPredictionSees(paths[0]), AsPredictionSees(paths[1]));

        var shown = Pixels(
            Trainer(options => (options.Augmentation, options.CutMixAlpha, options.MixProbability) = (AugmentationPreset.None, 1, 1)),
            paths,
            epochs: 4);

        Assert.All(shown, epoch => Assert.All(Enumerable.Range(0, first.Length), i =>
        {
            Assert.Contains(epoch[0][i], new[] { first[i], second[i] });
            Assert.Contains(epoch[1][i], new[] { first[i], second[i] });
        }));
        Assert.Contains(shown, epoch => !epoch[0].SequenceEqual(first) && !epoch[0].SequenceEqual(second));
    }

    [Fact]
    public void PreviewAugmentation_WhatCannotBe_SaysWhy()
    {
        var (sut, picture, text) = (Trainer(_ => { }), Written(0), Path.Combine(_folder, "a.txt"));
        File.WriteAllText(text, "no picture");

        Assert.Equal(
            "Pictures to preview: expected at least one file, got none. (Parameter 'paths')",
            Assert.Throws<ArgumentException>(() => sut.PreviewAugmentation([])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => sut.PreviewAugmentation([picture], epochs: 0));
        Assert.Equal(
            $"'{text}': The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
            + "got 10 bytes that begin with 6E6F207069637475.",
            Assert.Throws<BadPictureException>(() => sut.PreviewAugmentation([picture, text])).Message);
        var missing = Path.Combine(_folder, "none.png");
        Assert.Equal($"'{missing}': expected a picture file, got nothing at this path.",
            Assert.Throws<BadPictureException>(() => sut.PreviewAugmentation([missing])).Message);
    }

    private static SeResNetTrainer Trainer(Action<SeResNetTrainer.Options> change, int seed = 1)
    {
        var options = new SeResNetTrainer.Options { ImageSize = Side, CropFraction = 0.875 };
        change(options);
        return new MLContext(seed).MulticlassClassification.Trainers.SeResNet(options);
    }

    /// <summary>Red, green and blue of each image, by epoch and picture.</summary>
    private static byte[][][] Pixels(SeResNetTrainer trainer, string[] paths, int epochs)
    {
        var shown = trainer.PreviewAugmentation(paths, epochs);
        var pixels = shown.Select(epoch => epoch.Select(Colors).ToArray()).ToArray();
        foreach (var image in shown.SelectMany(epoch => epoch))
            image.Dispose();
        return pixels;
    }

    private static byte[] Colors(MLImage image)
    {
        Assert.Equal((Side, Side, MLPixelFormat.Rgba32), (image.Width, image.Height, image.PixelFormat));
        var colors = new RgbBuffer();
        PictureDecoder.Copy(image, colors);
        return colors.Span.ToArray();
    }

    private static byte[] AsPredictionSees(string path)
    {
        var (decoded, stored, square, transform) = (
            new RgbBuffer(), new RgbBuffer(), new byte[Side * Side * 3], new EvaluationTransform(Side, 0.875));
        PictureDecoder.Decode(File.ReadAllBytes(path), decoded);
        var transformer = new PictureTransformer();
        transformer.Store(decoded.View, transform, stored);
        transformer.Evaluate(stored.View, transform, square);
        return square;
    }

    private string Written(int number)
    {
        var picture = SomePictures.Noise(40, 30, new Seeds(number).Stream("noise"));
        byte[] pixels = [.. picture.Span.ToArray().Chunk(3).SelectMany(color => (byte[])[.. color, 255])];
        var path = Path.Combine(_folder, $"{number}.png");
        using var image = MLImage.CreateFromPixels(40, 30, MLPixelFormat.Rgba32, pixels);
        image.Save(path);
        return path;
    }
}
