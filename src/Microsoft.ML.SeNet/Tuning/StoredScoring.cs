using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>Scores pictures that are loaded already, batch by batch as <c>Transform</c> does, and has ML.NET measure the scores.</summary>
internal static class StoredScoring
{
    /// <summary>The probabilities of some pictures.</summary>
    /// <param name="scorer">The network.</param>
    /// <param name="description">The model's.</param>
    /// <param name="pictures">The set.</param>
    /// <param name="chosen">Which of them.</param>
    /// <returns>(N, K), row by row.</returns>
    internal static float[] Score(BatchScorer scorer, ModelDescription description, PictureSet pictures, int[] chosen)
    {
        var (transformer, buffer) = (new PictureTransformer(), new RgbBuffer());
        var pixels = new byte[description.BatchSize * scorer.PictureBytes];
        var scores = new float[chosen.Length * scorer.Classes];
        for (var first = 0; first < chosen.Length; first += description.BatchSize)
        {
            var count = Math.Min(description.BatchSize, chosen.Length - first);
            for (var i = 0; i < count; i++)
                transformer.Evaluate(pictures.Read(chosen[first + i], buffer), description.Evaluation,
                    pixels.AsSpan(i * scorer.PictureBytes, scorer.PictureBytes));
            scorer.Score(pixels, count, scores.AsSpan(first * scorer.Classes, count * scorer.Classes));
        }
        return scores;
    }

    /// <summary>ML.NET's own metrics.</summary>
    /// <param name="catalog">Does the measuring.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="classes">The class of each picture, from 0.</param>
    /// <param name="scores">(N, K).</param>
    internal static MulticlassClassificationMetrics Evaluate(MulticlassClassificationCatalog catalog, LabelVocabulary labels,
        IReadOnlyList<int> classes, ReadOnlyMemory<float> scores)
    {
        var rows = classes.Select(
            (label, row) => new ScoredRow { Label = (uint)label, Score = scores.Slice(row * labels.Count, labels.Count).ToArray() });
        var columns = SchemaDefinition.Create(typeof(ScoredRow));
        columns[nameof(ScoredRow.Label)].ColumnType = columns[nameof(ScoredRow.PredictedLabel)].ColumnType = labels.KeyType;
        columns[nameof(ScoredRow.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, labels.Count);
        var names = new VBuffer<ReadOnlyMemory<char>>(labels.Count, [.. labels.Names.Select(name => name.AsMemory())]);
        columns[nameof(ScoredRow.Score)].AddAnnotation(AnnotationUtils.Kinds.SlotNames, names,
            new VectorDataViewType(TextDataViewType.Instance, labels.Count));
        return catalog.Evaluate(new MLContext().Data.LoadFromEnumerable(rows.ToList(), columns));
    }

    /// <summary>A row of scores; keys of objects count from 0.</summary>
    private sealed class ScoredRow
    {
        public uint Label { get; set; }

        public float[] Score { get; set; } = [];

        public uint PredictedLabel => (uint)Array.IndexOf(Score, Score.Max());
    }
}

/// <summary>How long a network takes for a single picture that is in memory: the median of some calls after
/// some that do not count.</summary>
/// <param name="time">The clock.</param>
internal sealed class LatencyMeter(TimeProvider time)
{
    private const int WarmUp = 5;
    private const int Calls = 21;

    /// <summary>Milliseconds a picture. The weights do not matter, so the first ones that chance gives will do.</summary>
    /// <param name="network">What to measure.</param>
    /// <param name="imageSize">Side of the picture in pixels.</param>
    /// <param name="device">Where to compute.</param>
    internal double Measure(NetworkOptions network, int imageSize, global::TorchSharp.torch.Device device)
    {
        using var scorer = new BatchScorer(NetworkState.Take(new SeResNet(network, new Seeds(0))), Normalization.ImageNet, imageSize,
            device, () => new ObjectDisposedException(nameof(BatchScorer)));
        var (pixels, scores) = (new byte[scorer.PictureBytes], new float[scorer.Classes]);
        for (var call = 0; call < WarmUp; call++)
            scorer.Score(pixels, 1, scores);
        var times = new double[Calls];
        for (var call = 0; call < Calls; call++)
        {
            var started = time.GetTimestamp();
            scorer.Score(pixels, 1, scores);
            times[call] = time.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[Calls / 2];
    }
}
