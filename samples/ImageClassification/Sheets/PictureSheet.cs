using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Sheets;

/// <summary>
/// Small pictures as the network sees them, in rows and columns on one sheet or one by one: for looking at the pictures that a model takes
/// for
/// something else.
/// </summary>
internal static class PictureSheet
{
    /// <summary>How many pictures stand side by side unless another number is asked for.</summary>
    internal const int DefaultColumns = 8;

    private const string Name = "A sheet of pictures";

    /// <summary>Draws pictures in rows from left to right.</summary>
    /// <param name="pictures">Picture files, at least one.</param>
    /// <param name="path">The file to write, which ends in .png. Its directory must exist.</param>
    /// <param name="transform">The size of each small picture, and which part of the file it shows.</param>
    /// <param name="columns">Pictures side by side, 1 or more.</param>
    internal static void Save(IReadOnlyList<string> pictures, string path, EvaluationTransform transform, int columns = DefaultColumns)
    {
        Sheet.Check(Name, pictures, path);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var width = Math.Min(columns, pictures.Count);
        var (rows, size) = ((int)(((long)pictures.Count + width - 1) / width), transform.ImageSize);
        if (!Sheet.Fits(width, rows, size))
            throw new ArgumentOutOfRangeException(
                nameof(transform),
                $"{Name}: expected a size that gives a sheet of at most {Sheet.LargestSide} x {Sheet.LargestSide} pixels, "
                + $"got {size} for {pictures.Count} pictures, {width} in a row.");
        var sheet = new Sheet(width, rows, size);
        foreach (var (index, image) in Seen(pictures, transform).Index())
            using (image)
                sheet.Put(image, index % width, index / width);
        sheet.Save(path);
    }

    /// <summary>One picture as the bytes of a PNG file.</summary>
    internal static byte[] Thumbnail(string picture, EvaluationTransform transform)
    {
        using var image = Seen([picture], transform)[0];
        return Sheet.ToPng(image);
    }

    /// <summary>What a network sees of picture files in prediction: what training without augmentation sees.</summary>
    private static IReadOnlyList<MLImage> Seen(IReadOnlyList<string> pictures, EvaluationTransform transform) =>
        new MLContext().MulticlassClassification.Trainers.SeResNet(new SeResNetTrainer.Options
        {
            Augmentation = AugmentationPreset.None,
            ImageSize = transform.ImageSize,
            CropFraction = transform.CropFraction,
        }).PreviewAugmentation(pictures)[0];
}
