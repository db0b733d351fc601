using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Training;

/// <summary>What a training makes of picture files, for the eye: what it would draw, were they one batch and all that it has.</summary>
internal static class AugmentationPreview
{
    private const int RgbaBytes = 4;

    /// <summary>Reads, augments and mixes.</summary>
    /// <param name="paths">Picture files, at least one.</param>
    /// <param name="train">What is done to them.</param>
    /// <param name="evaluation">How they are stored before.</param>
    /// <param name="seeds">Where chance comes from.</param>
    /// <param name="epochs">How often.</param>
    /// <returns>By epoch, then by file: (S, S) pixels.</returns>
    /// <exception cref="BadPictureException">A file is missing, no picture, or a damaged one.</exception>
    internal static IReadOnlyList<IReadOnlyList<MLImage>> Of(
        IReadOnlyList<string> paths, TrainingTransform train, EvaluationTransform evaluation, Seeds seeds, int epochs)
    {
        RgbBuffer[] stored = [.. paths.Select(path => Read(path, evaluation))];
        var square = train.ImageSize * train.ImageSize * RgbView.Channels;
        var batch = new byte[checked(stored.Length * square)];
        var filler = PictureFillers.Training(train, seeds, stored.Length)();
        var mixing = train.Mix is { } mix ? new BatchMixing(mix, seeds, train.ImageSize) : null;
        var shown = new List<MLImage[]>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            for (var picture = 0; picture < stored.Length; picture++)
                filler.Fill(stored[picture].View, epoch, picture, repeat: 0, batch.AsSpan(picture * square, square));
            mixing?.Apply(batch, stored.Length, epoch, batch: 0);
            shown.Add([.. batch.Chunk(square).Select(pixels => Image(pixels, train.ImageSize))]);
        }
        return shown;
    }

    private static RgbBuffer Read(string path, EvaluationTransform evaluation)
    {
        var (decoded, stored) = (new RgbBuffer(), new RgbBuffer());
        try
        {
            PictureDecoder.DecodeBeginning(new PictureFile().Read(path), decoded);
        }
        catch (Exception e) when (PictureFile.IsOfTheFile(e))
        {
            throw new BadPictureException($"'{path}': {e.Message}", e) { Path = path };
        }
        new PictureTransformer().Store(decoded.View, evaluation, stored);
        return stored;
    }

    private static MLImage Image(byte[] colors, int side)
    {
        var pixels = new byte[side * side * RgbaBytes];
        for (int from = 0, to = 0; to < pixels.Length; from += RgbView.Channels, to += RgbaBytes)
        {
            colors.AsSpan(from, RgbView.Channels).CopyTo(pixels.AsSpan(to));
            pixels[to + RgbView.Channels] = byte.MaxValue;
        }
        return MLImage.CreateFromPixels(side, side, MLPixelFormat.Rgba32, pixels);
    }
}
