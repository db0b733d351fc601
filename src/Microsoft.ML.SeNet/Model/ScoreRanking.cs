using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Model;

/// <summary>Orders classes by score, and names them.</summary>
internal static class ScoreRanking
{
    /// <summary>How many labels are listed unless another number is asked for.</summary>
    internal const int DefaultCount = 5;

    /// <summary>The class with the highest score, the first of equals; −1 (in keys: missing) where no score is a number.</summary>
    internal static int Best(ReadOnlySpan<float> scores)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
                best = i;
        }
        return best;
    }

    /// <summary>The classes with the highest scores, highest first, of equals the first; those without a number come last.</summary>
    internal static int[] Top(ReadOnlySpan<float> scores, int count)
    {
        var keys = new (float Score, int Class)[scores.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (float.IsNaN(scores[i]) ? float.NegativeInfinity : scores[i], i);
        Array.Sort(keys, (x, y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Class.CompareTo(y.Class));
        return [.. keys.Take(count).Select(key => key.Class)];
    }

    /// <summary>The most probable labels by the scores of a row, whose column in a schema tells the labels.</summary>
    /// <exception cref="ArgumentException">The column is not there or has another number of scores.</exception>
    internal static IReadOnlyList<LabelProbability> Named(
        DataViewSchema schema, ReadOnlySpan<float> scores, int count, string scoreColumnName)
    {
        var column = schema.GetColumnOrNull(scoreColumnName)
            ?? throw new ArgumentException(
                $"Expected a schema with a column of scores, got one without '{scoreColumnName}'. Name the column.", nameof(schema));
        return Named(NamesOf(column), scores, count);
    }

    /// <summary>The most probable labels by the scores of a row.</summary>
    /// <exception cref="ArgumentException">There is not one score for each label.</exception>
    internal static IReadOnlyList<LabelProbability> Named(IReadOnlyList<string> names, ReadOnlySpan<float> scores, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (scores.Length != names.Count)
            throw new ArgumentException(
                $"Expected {names.Count} scores, one for each label, got {scores.Length}. Pass the whole score column of a row.",
                nameof(scores));
        var ranked = new List<LabelProbability>();
        foreach (var index in Top(scores, count))
            ranked.Add(new LabelProbability(names[index], scores[index]));
        return ranked;
    }

    private static IReadOnlyList<string> NamesOf(DataViewSchema.Column column)
    {
        var size = (column.Type as VectorDataViewType)?.Size ?? 0;
        // Labels of any type; slot names are there for texts only.
        var labels = column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.TrainingLabelValues)?.Type as VectorDataViewType;
        if (labels?.Size == size && LabelValueKind.Of(labels.ItemType) is { } kind)
            return kind.FromAnnotation(column, AnnotationUtils.Kinds.TrainingLabelValues).Names;
        if (!column.HasSlotNames())
            return [.. Enumerable.Range(1, size).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
