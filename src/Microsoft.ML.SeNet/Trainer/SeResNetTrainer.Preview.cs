using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <content>A look at pictures before they are trained on.</content>
public sealed partial class SeResNetTrainer
{
    /// <summary>
    /// Makes of picture files what training makes of them with these options (<see cref="Options.Augmentation"/> and those that change it),
    /// to look at
    /// before hours of training. Trains nothing.
    /// </summary>
    /// <param name="paths">
    /// Picture files in any format that ML.NET reads, at least one; read as a feature column of paths is. They are one batch: where
    /// batches are mixed, they are mixed with each other, so that two at least show more.
    /// </param>
    /// <param name="epochs">How many times each is shown, drawn anew each time. At least 1.</param>
    /// <returns>
    /// For each epoch, an image for each file, in order: S × S pixels (Rgba32) for networks that see S × S. The caller disposes them.
    /// </returns>
    /// <remarks>
    /// Drawn from <see cref="MLContext"/>'s seed alone: equal seeds give equal images. With <see cref="AugmentationPreset.None"/> and
    /// nothing else
    /// switched on, each is what validation and prediction see.
    /// </remarks>
    /// <exception cref="ArgumentException">There are no files, or a path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The epochs are less than 1.</exception>
    /// <exception cref="BadPictureException">A file is missing, no picture, or a damaged one; the message names it.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public IReadOnlyList<IReadOnlyList<MLImage>> PreviewAugmentation(IReadOnlyList<string> paths, int epochs = 1)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
            throw new ArgumentException("Pictures to preview: expected at least one file, got none.", nameof(paths));
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        var (train, evaluate) = _options.Transforms(side: null);
        var seeds = (_environment as IHostEnvironmentInternal)?.Seed is { } seed ? new Seeds(seed) : Seeds.Fresh();
        return AugmentationPreview.Of(paths, train, evaluate, seeds, epochs);
    }
}
