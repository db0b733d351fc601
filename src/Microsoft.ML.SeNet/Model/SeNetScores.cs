using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet;

/// <summary>Makes scores readable where there is nothing but the schema that they come with, such as a prediction engine's <c>OutputSchema</c>.</summary>
public static class SeNetScores
{
    /// <summary>How many labels are listed unless another number is asked for.</summary>
    public const int DefaultCount = 5;

    /// <summary>The most probable labels, the most probable first.</summary>
    /// <param name="schema">A schema with the column of scores.</param>
    /// <param name="scores">The scores of one row, as the column holds them.</param>
    /// <param name="count">How many labels, 1 or more; all where there are fewer.</param>
    /// <param name="scoreColumnName">The column of scores, whose training label values or slot names are the labels. Without either, labels are numbered from 1, as keys are.</param>
    /// <exception cref="ArgumentException">The column is not there or has another number of scores.</exception>
    public static IReadOnlyList<LabelProbability> TopPredictions(this DataViewSchema schema, ReadOnlySpan<float> scores, int count = DefaultCount, string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(schema);
        var column = schema.GetColumnOrNull(scoreColumnName)
            ?? throw new ArgumentException($"Expected a schema with a column of scores, got one without '{scoreColumnName}'. Name the column.", nameof(schema));
        return Ranked(NamesOf(column), scores, count);
    }

    internal static IReadOnlyList<LabelProbability> Ranked(IReadOnlyList<string> names, ReadOnlySpan<float> scores, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (scores.Length != names.Count)
            throw new ArgumentException($"Expected {names.Count} scores, one for each label, got {scores.Length}. Pass the whole score column of a row.", nameof(scores));
        var ranked = new List<LabelProbability>();
        foreach (var index in ScoreRanking.Top(scores, count))
            ranked.Add(new LabelProbability(names[index], scores[index]));
        return ranked;
    }

    private static IReadOnlyList<string> NamesOf(DataViewSchema.Column column)
    {
        var size = (column.Type as VectorDataViewType)?.Size ?? 0;
        // Labels of any type; slot names are there for texts only.
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.TrainingLabelValues)?.Type is VectorDataViewType values && values.Size == size && LabelValueKind.Of(values.ItemType) is { } kind)
            return kind.FromAnnotation(column, AnnotationUtils.Kinds.TrainingLabelValues).Names;
        if (!column.HasSlotNames())
            return [.. Enumerable.Range(1, size).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
