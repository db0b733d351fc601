using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Scoring;

/// <summary>Scores of the present row, (K).</summary>
internal delegate ReadOnlySpan<float> PresentScores();

/// <summary>The getters of the two columns that a model adds, over the scores of the present row.</summary>
internal static class ScoreGetters
{
    /// <summary>ML.NET's own words for a value that is asked for when there is no row.</summary>
    internal const string NoRow = "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after that method returned false.";

    /// <summary>The getter of one of our columns.</summary>
    /// <typeparam name="TValue">The type that the caller asks for.</typeparam>
    internal static ValueGetter<TValue> Of<TValue>(ScoringColumns columns, DataViewSchema.Column column, PresentScores scores, IExceptionContext context)
    {
        Delegate getter = column.Index == columns.PredictedLabel ? Label(scores) : Scores(scores);
        return getter as ValueGetter<TValue>
            ?? throw context.Except($"Invalid TValue: '{typeof(TValue)}', expected type: '{columns.Output[column.Index].Type.RawType}'.");
    }

    private static ValueGetter<uint> Label(PresentScores scores) => (ref uint key) => key = (uint)(ScoreRanking.Best(scores()) + 1);

    private static ValueGetter<VBuffer<float>> Scores(PresentScores scores) => (ref VBuffer<float> target) =>
    {
        var present = scores();
        var editor = VBufferEditor.Create(ref target, present.Length);
        present.CopyTo(editor.Values);
        target = editor.Commit();
    };
}
