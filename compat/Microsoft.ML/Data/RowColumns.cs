using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Active columns and typed getters.</summary>
internal static class RowColumns
{
    public const string FetchError = "Values cannot be fetched at this time. This method was called either before the first call to MoveNext(), or at any point after MoveNext() returned false.";

    /// <summary>For each column of the schema, whether it is among those that are asked for.</summary>
    public static bool[] Active(IEnumerable<DataViewSchema.Column> columns, DataViewSchema schema)
    {
        Contracts.CheckValue(columns, "columnsNeeded");
        var active = new bool[schema.Count];
        foreach (var column in columns)
        {
            if (column.Index >= active.Length)
                throw Contracts.Except($"The requested column: {column} is not part of the sourceSchema");
            active[column.Index] = true;
        }
        return active;
    }

    public static IEnumerable<DataViewSchema.Column> Where(this DataViewSchema schema, bool[] active) =>
        ((IEnumerable<DataViewSchema.Column>)schema).Where(column => active[column.Index]);

    /// <summary>The delegate as a getter of that type, or the genuine complaint.</summary>
    public static ValueGetter<TValue> Typed<TValue>(Delegate? getter, IExceptionContext? context = null) =>
        getter as ValueGetter<TValue> ??
        throw context.Except($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{getter?.GetType().GetGenericArguments()[0]}'.");

    /// <summary>The getter of a column whose type is known at run time only.</summary>
    public static Delegate GetGetter(this DataViewRow row, DataViewSchema.Column column) =>
        Generic.Call<Delegate>(GetGetter<int>, column.Type.RawType, row, column);

    private static Delegate GetGetter<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);
}
