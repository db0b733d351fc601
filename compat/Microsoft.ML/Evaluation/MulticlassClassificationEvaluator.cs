using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads labels and scores once, and counts.</summary>
internal sealed class MulticlassClassificationEvaluator
{
    private const string LoadName = "MultiClassClassifierEvaluator";

    private readonly IHost _host;
    private readonly int _topKPredictionCount;

    public MulticlassClassificationEvaluator(IHostEnvironment env, int topKPredictionCount)
    {
        Contracts.CheckValue(env, nameof(env));
        (_host, _topKPredictionCount) = (env.Register(LoadName), topKPredictionCount);
    }

    public MulticlassClassificationMetrics Evaluate(IDataView data, string label, string score, string predictedLabel)
    {
        var labelColumn = Find(data.Schema, label, "Label");
        var scoreColumn = Find(data.Schema, score, AnnotationUtils.Const.ScoreValueKind.Score);
        Find(data.Schema, predictedLabel, AnnotationUtils.Const.ScoreValueKind.PredictedLabel);
        CheckTypes(labelColumn, scoreColumn);
        var counters = new MulticlassCounters(scoreColumn.Type.GetVectorSize());
        Count(data, labelColumn, scoreColumn, counters);
        return new MulticlassClassificationMetrics(_host, counters, _topKPredictionCount, ClassNames(scoreColumn));
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) =>
        schema.GetColumnOrNull(name) ?? throw Contracts.ExceptParam(nameof(schema), $"{name} column '{role}' not found");

    private void CheckTypes(DataViewSchema.Column label, DataViewSchema.Column score)
    {
        const string Schema = "schema";
        if (score.Type is not VectorDataViewType { Size: >= 2 } vector || vector.ItemType != NumberDataViewType.Single)
            throw _host.ExceptSchemaMismatch(Schema, "score", score.Name, "vector of two or more items of type Single", score.Type.ToString()!);
        if (label.Type != NumberDataViewType.Single && label.Type.GetKeyCount() == 0)
            throw _host.ExceptSchemaMismatch(Schema, "label", label.Name, "Single or Key", label.Type.ToString()!);
    }

    /// <summary>Rows without a label, with one that is no class index, or with scores that are not finite, do not count.</summary>
    private void Count(IDataView data, DataViewSchema.Column labelColumn, DataViewSchema.Column scoreColumn, MulticlassCounters counters)
    {
        using var cursor = data.GetRowCursor([labelColumn, scoreColumn]);
        var getLabel = LabelGetter.Create(cursor, labelColumn);
        var getScores = cursor.GetGetter<VBuffer<float>>(scoreColumn);
        var scores = new float[scoreColumn.Type.GetVectorSize()];
        float label = 0;
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            if (float.IsNaN(label) || label < 0 || label != (int)label)
                continue;
            getScores(ref buffer);
            _host.Check(buffer.Length == scores.Length);
            if (!AreFinite(buffer.GetValues()))
                continue;
            buffer.CopyTo(scores);
            counters.Add((int)label, scores);
        }
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }
        return true;
    }

    /// <summary>The scores' names, else their indices.</summary>
    private static ReadOnlyMemory<char>[] ClassNames(DataViewSchema.Column score)
    {
        if (!score.HasSlotNames())
            return [.. Enumerable.Range(0, score.Type.GetVectorSize()).Select(i => i.ToString().AsMemory())];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues()];
    }
}
