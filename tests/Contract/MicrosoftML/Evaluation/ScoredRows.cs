using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Evaluation;

/// <summary>Scored data made by hand.</summary>
internal static class ScoredRows
{
    /// <summary>Labels from 0, NaN for a missing one, as keys; and a score for each class.</summary>
    public static IDataView View(MLContext ml, int classes, string[]? names, params (float Label, float[] Scores)[] rows)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Label"].ColumnType = new KeyDataViewType(typeof(uint), 100);
        definition["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        if (names is not null)
        {
            var values = new VBuffer<ReadOnlyMemory<char>>(names.Length, [.. names.Select(name => name.AsMemory())]);
            definition["Score"].AddAnnotation("SlotNames", values, new VectorDataViewType(TextDataViewType.Instance, names.Length));
        }
        return ml.Data.LoadFromEnumerable(rows.Select(row => new Row { Label = float.IsNaN(row.Label) ? uint.MaxValue : (uint)row.Label, Number = row.Label, Score = row.Scores }), definition);
    }

    private sealed class Row
    {
        [KeyType(100)]
        public uint Label { get; set; }

        public float Number { get; set; }

        [VectorType(1)]
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
