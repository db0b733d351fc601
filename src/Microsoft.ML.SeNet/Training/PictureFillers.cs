using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Training;

/// <summary>The two ways to make a network's input of a stored picture.</summary>
internal static class PictureFillers
{
    private const string Stream = "augmentation";

    /// <summary>
    /// Augmented anew each time: what is drawn depends on seed, epoch, picture and repeat alone, not on batches or threads.
    /// </summary>
    internal static Func<IPictureFiller> Training(TrainingTransform transform, Seeds seeds, int pictures) =>
        () => new Augmented(transform, seeds, pictures);

    /// <summary>Always the same central window.</summary>
    internal static Func<IPictureFiller> Evaluation(EvaluationTransform transform) => () => new Plain(transform);

    private sealed class Augmented(TrainingTransform transform, Seeds seeds, int pictures) : IPictureFiller
    {
        private readonly PictureTransformer _pixels = new();
        private readonly RandomStream _random = seeds.Stream(Stream);

        public void Fill(RgbView stored, int epoch, int picture, int repeat, Span<byte> destination)
        {
            _random.Restart(seeds.Derive(repeat == 0 ? Stream : $"{Stream} {repeat}", ((long)epoch * pictures) + picture));
            _pixels.Train(stored, transform, _random, destination);
        }
    }

    private sealed class Plain(EvaluationTransform transform) : IPictureFiller
    {
        private readonly PictureTransformer _pixels = new();

        public void Fill(RgbView stored, int epoch, int picture, int repeat, Span<byte> destination) =>
            _pixels.Evaluate(stored, transform, destination);
    }
}

/// <summary>Fills the square of one picture of a batch. One instance a thread at a time.</summary>
internal interface IPictureFiller
{
    /// <summary>Writes (ImageSize, ImageSize, 3).</summary>
    /// <param name="stored">The picture as it is stored.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="picture">The picture's number in its set.</param>
    /// <param name="repeat">How often the picture came before in this epoch.</param>
    /// <param name="destination">The square.</param>
    void Fill(RgbView stored, int epoch, int picture, int repeat, Span<byte> destination);
}
