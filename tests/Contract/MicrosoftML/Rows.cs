using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>Whole data views as texts, to compare.</summary>
internal static class Rows
{
    /// <summary>Each row: its values in the order of the columns, hidden ones too.</summary>
    public static string[] Of(IDataView data) => Of(data, data.Schema);

    public static string[] Of(IDataView data, IEnumerable<DataViewSchema.Column> columns)
    {
        var active = columns.ToArray();
        using var cursor = data.GetRowCursor(active);
        return [.. Of(cursor, active)];
    }

    public static IEnumerable<string> Of(DataViewRowCursor cursor, IReadOnlyList<DataViewSchema.Column> columns)
    {
        var getters = columns.Select(column => Text(cursor, column)).ToArray();
        while (cursor.MoveNext())
            yield return string.Join(" | ", getters.Select(getter => getter()));
    }

    public static string[] Columns(DataViewSchema schema) =>
        [.. schema.Select(column => column.IsHidden ? $"({column})" : column.ToString())];

    public static string[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => value!.ToString()!)];
    }

    public static Func<string> Text(DataViewRow row, DataViewSchema.Column column) =>
        (Func<string>)((Func<DataViewRow, DataViewSchema.Column, Func<string>>)Text<int>).Method.GetGenericMethodDefinition()
            .MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    private static Func<string> Text<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static string Text(object? value) => value switch
    {
        VBuffer<float> vector => Join(vector),
        VBuffer<double> vector => Join(vector),
        VBuffer<int> vector => Join(vector),
        VBuffer<uint> vector => Join(vector),
        VBuffer<byte> vector => Join(vector),
        VBuffer<ReadOnlyMemory<char>> vector => Join(vector),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static string Join<T>(VBuffer<T> vector) => $"[{string.Join(' ', vector.DenseValues().Select(value => Text(value)))}]";
}
