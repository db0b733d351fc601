using Microsoft.ML;
using Microsoft.ML.Data;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>How good a model is on pictures whose classes are known.</summary>
/// <param name="Labels">The classes, in the order of the scores.</param>
/// <param name="Pictures">What the model says about each picture.</param>
/// <param name="Metrics">ML.NET's figures over all of them.</param>
internal sealed record Evaluation(
    IReadOnlyList<string> Labels, IReadOnlyList<ScoredPicture> Pictures, MulticlassClassificationMetrics Metrics)
{
    private const int TopK = 3;

    /// <summary>Each class by itself.</summary>
    internal IReadOnlyList<ClassFigures> Classes { get; } = ClassFigures.Of(Labels, Metrics.ConfusionMatrix.Counts);

    /// <summary>
    /// The pictures that were taken for another class, the worst first: those of the largest loss, that is, those to whose own class the
    /// model gave the least probability. That counts a sure mistake as worse than an even one, and one between two classes as less bad than
    /// one that does not even consider the right class.
    /// </summary>
    internal IReadOnlyList<ScoredPicture> Mistakes { get; } =
        [.. Pictures.Where(picture => picture.IsMistake).OrderByDescending(picture => picture.Loss)
            .ThenByDescending(picture => picture.Probability).ThenBy(picture => picture.Path, StringComparer.Ordinal)];

    /// <summary>The mean F1 of the classes that have pictures.</summary>
    internal double MacroF1 => Classes.Where(one => one.Pictures > 0).Select(one => one.F1 ?? 0).DefaultIfEmpty().Average();

    /// <summary>The figures by name, as people read them.</summary>
    internal IEnumerable<(string Name, string Value)> Figures
    {
        get
        {
            yield return ("accuracy", Tables.Percent(Metrics.MicroAccuracy));
            yield return ("mean over classes", Tables.Percent(Metrics.MacroAccuracy));
            if (Metrics.TopKPredictionCount < Labels.Count)
                yield return ($"among the first {Metrics.TopKPredictionCount}", Tables.Percent(Metrics.TopKAccuracy));
            yield return ("F1, mean over classes", Tables.Percent(MacroF1));
            yield return ("log-loss", $"{Metrics.LogLoss:0.0000}");
            yield return ("mistakes", $"{Mistakes.Count:N0} of {Pictures.Count:N0}");
        }
    }

    /// <summary>Scores pictures with a model, each once.</summary>
    /// <param name="ml">Whose figures they are.</param>
    /// <param name="model">A model that train has written.</param>
    /// <param name="labels">Its classes.</param>
    /// <param name="pictures">Pictures of those classes.</param>
    internal static Evaluation Of(MLContext ml, ITransformer model, IReadOnlyList<string> labels, IReadOnlyList<LabeledImage> pictures) =>
        Of(ml, model.Transform(ml.Data.LoadFromEnumerable(pictures)), labels);

    /// <summary>Takes scored pictures together.</summary>
    internal static Evaluation Of(MLContext ml, IDataView scored, IReadOnlyList<string> labels)
    {
        // Kept, because each pass over the view scores every picture again.
        var rows = ml.Data.CreateEnumerable<Row>(scored, reuseRowObject: false).ToArray();
        var columns = SchemaDefinition.Create(typeof(Answer));
        columns[nameof(Answer.Score)].ColumnType = scored.Schema[nameof(Row.Score)].Type;
        var answers = ml.Data.LoadFromEnumerable(rows.Select(row => row.ToAnswer()), columns);
        var metrics = ml.MulticlassClassification.Evaluate(answers, topKPredictionCount: Math.Min(TopK, labels.Count));
        return new Evaluation(labels, [.. rows.Select(row => row.ToPicture(labels))], metrics);
    }

    /// <summary>What is read of a scored row; the label is a key, which counts from 1.</summary>
    internal sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public uint Label { get; set; }

        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";

        internal Answer ToAnswer() => new() { Label = Label - 1, Score = Score, PredictedLabel = PredictedLabel };

        internal ScoredPicture ToPicture(IReadOnlyList<string> labels) =>
            new(ImagePath, labels[(int)Label - 1], PredictedLabel, Score.Max(), Score[Label - 1]);
    }

    /// <summary>What ML.NET's figures are made of; the label is an index, which counts from 0.</summary>
    internal sealed class Answer
    {
        public float Label { get; set; }

        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}
