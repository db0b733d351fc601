using System.Globalization;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks;

/// <summary>SE-ResNet-50 from pixels to probabilities, as every way in scores: normalization, network and softmax.
/// The peers get normalized pictures.</summary>
internal static class InferenceWorks
{
    internal const int Side = 224;
    private const int Classes = 1000;

    /// <summary>Scores a batch.</summary>
    /// <param name="precision">What the network computes in.</param>
    /// <param name="batch">Pictures at once.</param>
    /// <param name="side">Their side in pixels.</param>
    /// <param name="variant">The network.</param>
    internal static Action Score(
        ScoringPrecision precision, int batch, int side = Side, SeResNetVariant variant = SeResNetVariant.SeResNet50)
    {
        var pixels = Pixels(batch, side);
        var scorer = Scorer(precision, side, variant);
        var scores = new float[batch * Classes];
        return () => scorer.Score(pixels, batch, scores);
    }

    /// <summary>The work of a name such as "EfficientNetB0_float32_b1"; null where it is none.</summary>
    internal static (SeResNetVariant Variant, ScoringPrecision Precision, int Batch)? Parse(string name) =>
        name.Split('_') is [var variant, var precision, ['b', .. var batch]]
        && Enum.TryParse<SeResNetVariant>(variant, out var network) && Enum.TryParse<ScoringPrecision>(precision, true, out var chosen)
            ? (network, chosen, int.Parse(batch, CultureInfo.InvariantCulture))
            : null;

    /// <summary>What the network of <see cref="Score"/> says of one picture of 224×224.</summary>
    internal static float[] Probabilities(byte[] pixels)
    {
        using var scorer = Scorer(ScoringPrecision.Float32, Side, SeResNetVariant.SeResNet50);
        var scores = new float[Classes];
        scorer.Score(pixels, 1, scores);
        return scores;
    }

    private static BatchScorer Scorer(ScoringPrecision precision, int side, SeResNetVariant variant) =>
        new(NetworkState.Take(Network(variant)), Normalization.ImageNet, side, CPU, () => new ObjectDisposedException(nameof(BatchScorer)))
            { Precision = precision };

    internal static SeResNet SeResNet50() => Network(SeResNetVariant.SeResNet50);

    private static SeResNet Network(SeResNetVariant variant) => new(NetworkOptions.Of(variant) with { Classes = Classes }, new Seeds(1));

    private static byte[] Pixels(int count, int side)
    {
        var random = new Seeds(1).Stream("pictures");
        return [.. Enumerable.Range(0, count * side * side * RgbView.Channels).Select(_ => (byte)random.NextInt32(256))];
    }
}
