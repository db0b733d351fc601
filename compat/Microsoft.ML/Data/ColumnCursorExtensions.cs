using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One column of a data view, row by row.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        // What cannot be converted throws here, not with the first row.
        using (var cursor = new EmptyDataView(new LocalEnvironment(null), data.Schema).GetRowCursor([column]))
            Converted<T>(cursor, column);
        return Values<T>(data, column);
    }

    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        using var cursor = data.GetRowCursor([column]);
        var convert = Converted<T>(cursor, column);
        while (cursor.MoveNext())
            yield return convert();
    }

    private static Func<T> Converted<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.RawType == typeof(T))
            return Direct<T, T>(row, column, value => value);
        if (column.Type is TextDataViewType && typeof(T) == typeof(string))
            return Direct<T, ReadOnlyMemory<char>>(row, column, value => (T)(object)value.ToString());
        if (typeof(T).IsArray)
        {
            if (column.Type is not VectorDataViewType vector)
                throw Contracts.ExceptParam(nameof(column), $"Cannot load vector type, {column.Type}, specified in column to the user-defined type, {typeof(T)}.");
            var item = typeof(T).GetElementType();
            if (item == vector.ItemType.RawType)
                return Generic.Call<Func<T>>(Array<T, int>, [typeof(T), item], row, column);
            if (vector.ItemType is TextDataViewType && item == typeof(string))
                return Direct<T, VBuffer<ReadOnlyMemory<char>>>(row, column, value => (T)(object)value.DenseValues().Select(text => text.ToString()).ToArray());
        }
        throw Contracts.ExceptParam(nameof(column), $"Cannot map column (name: {column.Name}, type: {column.Type}) in data to the user-defined type, {typeof(T)}.");
    }

    private static Func<T> Array<T, TItem>(DataViewRow row, DataViewSchema.Column column) =>
        Direct<T, VBuffer<TItem>>(row, column, value => (T)(object)value.DenseValues().ToArray());

    /// <summary>Each row gets a buffer of its own, since whoever asked may keep it.</summary>
    private static Func<T> Direct<T, TRaw>(DataViewRow row, DataViewSchema.Column column, Func<TRaw, T> convert)
    {
        var get = row.GetGetter<TRaw>(column);
        return () =>
        {
            TRaw value = default!;
            get(ref value);
            return convert(value);
        };
    }
}
