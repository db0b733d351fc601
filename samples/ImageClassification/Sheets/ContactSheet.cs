using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Sheets;

/// <summary>
/// One picture file that shows what augmentation makes of some pictures, to be looked at before training. Each picture has a block of
/// <see cref="Rows"/>, the blocks stand side by side. A row begins with the picture as validation sees it; then follow seven draws.
/// </summary>
internal static class ContactSheet
{
    private const string Name = "A contact sheet";
    private const int Draws = 7;
    private const int Columns = Draws + 1;

    private static readonly (string Name, Func<SeResNetTrainer.Options> Options)[] s_rows =
    [
        ("light", () => Preset(AugmentationPreset.Light)),
        ("color jitter", () => new() { Augmentation = AugmentationPreset.None, ColorJitter = 0.4 }),
        ("random erasing", () => new() { Augmentation = AugmentationPreset.None, RandomErasingProbability = 1 }),
        ("Cutout", () => new() { Augmentation = AugmentationPreset.None, CutoutSize = 64 }),
        ("mixup with another picture", () => new() { Augmentation = AugmentationPreset.None, MixUpAlpha = 1, MixProbability = 1 }),
        ("CutMix with another picture", () => new() { Augmentation = AugmentationPreset.None, CutMixAlpha = 1, MixProbability = 1 }),
        ("TrivialAugment", () => new()
        {
            Augmentation = AugmentationPreset.Strong,
            RandomErasingProbability = 0,
            MixUpAlpha = 0,
            CutMixAlpha = 0,
        }),
        ("strong", () => Preset(AugmentationPreset.Strong)),
    ];

    /// <summary>What the rows of a block show, from top to bottom.</summary>
    internal static IReadOnlyList<string> Rows { get; } = [.. s_rows.Select(row => row.Name)];

    /// <summary>Draws the sheet.</summary>
    /// <param name="pictures">Picture files. They are mixed with each other, so that two at least show more.</param>
    /// <param name="path">The file to write, which ends in .png. Its directory must exist.</param>
    /// <param name="imageSize">The side of each small picture in pixels.</param>
    /// <param name="seed">Decides what is drawn: equal seeds give equal sheets.</param>
    internal static void Save(IReadOnlyList<string> pictures, string path, int imageSize, int seed)
    {
        Sheet.Check(Name, pictures, path);
        if (!Sheet.Fits(checked(pictures.Count * Columns), Rows.Count, imageSize))
            throw new ArgumentOutOfRangeException(
                nameof(imageSize),
                $"{Name}: expected a size of 1 or more that gives a sheet of at most {Sheet.LargestSide} x {Sheet.LargestSide} pixels, "
                + $"got {imageSize} for {pictures.Count} pictures.");
        var ml = new MLContext(seed);
        var sheet = new Sheet(pictures.Count * Columns, Rows.Count, imageSize);
        for (var row = 0; row < s_rows.Length; row++)
        {
            Put(Shown(ml, Preset(AugmentationPreset.None), pictures, imageSize, 1), row, 0, sheet);
            Put(Shown(ml, s_rows[row].Options(), pictures, imageSize, Draws), row, 1, sheet);
        }
        sheet.Save(path);
    }

    private static SeResNetTrainer.Options Preset(AugmentationPreset preset) => new() { Augmentation = preset };

    private static IReadOnlyList<IReadOnlyList<MLImage>> Shown(
        MLContext ml, SeResNetTrainer.Options options, IReadOnlyList<string> pictures, int imageSize, int draws)
    {
        options.ImageSize = imageSize;
        return ml.MulticlassClassification.Trainers.SeResNet(options).PreviewAugmentation(pictures, draws);
    }

    private static void Put(IReadOnlyList<IReadOnlyList<MLImage>> shown, int row, int firstColumn, Sheet sheet)
    {
        foreach (var (draw, images) in shown.Index())
            foreach (var (picture, image) in images.Index())
                using (image)
                    sheet.Put(image, (picture * Columns) + firstColumn + draw, row);
    }
}
