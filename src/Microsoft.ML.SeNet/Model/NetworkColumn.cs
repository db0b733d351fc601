using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Model;

/// <summary>What the network says of the present row, as one of its outputs.</summary>
internal delegate ReadOnlySpan<float> PresentNumbers();

/// <summary>A column that a model adds to a schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Source">The output that it is made of.</param>
/// <param name="Getter">Makes its <see cref="ValueGetter{TValue}"/> over the present row's numbers.</param>
internal sealed record NetworkColumn(string Name, DataViewType Type, NetworkOutputs Source, Func<PresentNumbers, Delegate> Getter)
{
    internal DataViewSchema.Annotations? Annotations { get; init; }

    /// <summary>A vector of one of the network's outputs as it is.</summary>
    internal static NetworkColumn Vector(string name, int size, NetworkOutputs source) =>
        new(name, new VectorDataViewType(NumberDataViewType.Single, size), source, VectorGetter);

    private static ValueGetter<VBuffer<float>> VectorGetter(PresentNumbers numbers) => (ref VBuffer<float> target) =>
    {
        var present = numbers();
        var editor = VBufferEditor.Create(ref target, present.Length);
        present.CopyTo(editor.Values);
        target = editor.Commit();
    };
}

/// <summary>
/// The columns that a classifier adds: the label that it predicts, the scores, as ML.NET's own scorers order them, and the embedding where
/// it is asked for.
/// </summary>
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
            new(description.PredictedLabelColumn, labels.KeyType, NetworkOutputs.Scores, LabelGetter)
            {
                Annotations = label.ToAnnotations(),
            },
            NetworkColumn.Vector(description.ScoreColumn, labels.Count, NetworkOutputs.Scores) with
            {
                Annotations = scores.ToAnnotations(),
            },
        ];
        return description.EmbeddingColumn is { } name
            ? [.. columns, NetworkColumn.Vector(name, description.Network.FeatureCount, NetworkOutputs.Embedding)]
            : columns;
    }

    private static ValueGetter<uint> LabelGetter(PresentNumbers scores) => (ref uint key) => key = (uint)(ScoreRanking.Best(scores()) + 1);

    /// <summary>One more than the largest in the schema: ML.NET tells the columns of several models apart by it.</summary>
    private static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            var type = column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type;
            if (type is not KeyDataViewType || type.RawType != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }
        return checked(largest + 1);
    }
}
