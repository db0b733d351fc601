using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>What the sample chooses where the user does not: by the shorter side of the first picture,
/// in pixels, and by the batch.</summary>
internal static class PictureDefaults
{
    private const int SmallSide = 64;

    internal static SeResNetVariant Network(int shorterSide) =>
        shorterSide <= SmallSide ? SeResNetVariant.CifarSeResNet20 : SeResNetVariant.SeResNet18;

    /// <summary>The side of the network's input; null for the trainer's own.</summary>
    internal static int? ImageSize(int shorterSide) => shorterSide <= SmallSide ? shorterSide : null;

    /// <summary>The trainer's own rate, grown with the batch (Goyal et al., https://arxiv.org/abs/1706.02677).</summary>
    internal static double LearningRate(int batchSize)
    {
        var usual = new SeResNetTrainer.Options();
        return usual.LearningRate * batchSize / usual.BatchSize;
    }
}
