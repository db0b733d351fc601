using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Model;

/// <summary>The columns that a classifier adds: the label that it predicts, the scores, as ML.NET's own scorers order them, and the embedding where it is asked for.</summary>
internal static class ClassifierColumns
{
    /// <summary>The columns over an input schema, whose own score columns they must be told apart from.</summary>
    internal static NetworkColumn[] Of(ModelDescription description, DataViewSchema input)
    {
        var (labels, setId) = (description.Labels, NextSetId(input));
        var (label, scores) = (new DataViewSchema.Annotations.Builder(), new DataViewSchema.Annotations.Builder());
        labels.AnnotatePredictedLabel(label, setId);
        labels.AnnotateScores(scores, setId);
        NetworkColumn[] columns =
        [
            new(description.PredictedLabelColumn, labels.KeyType, NetworkOutputs.Scores, LabelGetter) { Annotations = label.ToAnnotations() },
            NetworkColumn.Vector(description.ScoreColumn, labels.Count, NetworkOutputs.Scores) with { Annotations = scores.ToAnnotations() },
        ];
        return description.EmbeddingColumn is { } name ? [.. columns, NetworkColumn.Vector(name, description.Network.FeatureCount, NetworkOutputs.Embedding)] : columns;
    }

    private static ValueGetter<uint> LabelGetter(PresentNumbers scores) => (ref uint key) => key = (uint)(ScoreRanking.Best(scores()) + 1);

    /// <summary>One more than the largest in the schema: ML.NET tells the columns of several models apart by it.</summary>
    private static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type is not KeyDataViewType { RawType: var type } || type != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }
        return checked(largest + 1);
    }
}
