using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>The columns that a training reads.</summary>
/// <param name="Pictures">The feature column.</param>
/// <param name="Label">The key column with the classes.</param>
/// <param name="Path">The column that names a picture in messages; null where there is none.</param>
/// <param name="ClassOf">The class, from 0, of each key value, from 1 on: [0] belongs to key 1.
/// Null where they are the same but for that 1.</param>
internal sealed record PictureColumns(PictureColumn Pictures, string Label, string? Path, int[]? ClassOf = null)
{
    internal IEnumerable<DataViewSchema.Column> Of(DataViewSchema schema)
    {
        yield return schema[Pictures.Name];
        yield return schema[Label];
        if (Path is not null)
            yield return schema[Path];
    }

    /// <summary>The class of the row under the cursor, from 0; null where the label is missing.</summary>
    internal Func<int?> LabelGetter(DataViewRow row)
    {
        var column = row.Schema[Label];
        return Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.Byte => Getter<byte>(row, column, value => value),
            TypeCode.UInt16 => Getter<ushort>(row, column, value => value),
            TypeCode.UInt32 => Getter<uint>(row, column, value => value),
            _ => Getter<ulong>(row, column, value => value),
        };
    }

    /// <summary>The path of the row under the cursor; null where there is none.</summary>
    internal Func<string?> PathGetter(DataViewRow row)
    {
        if (Path is null)
            return () => null;
        var getter = row.GetGetter<ReadOnlyMemory<char>>(row.Schema[Path]);
        ReadOnlyMemory<char> path = default;
        return () =>
        {
            getter(ref path);
            return path.ToString();
        };
    }

    private Func<int?> Getter<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen)
    {
        var count = ((KeyDataViewType)column.Type).Count;
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            var key = widen(value);
            // As in ML.NET, a key beyond the last one is missing too.
            return key == 0 || key > count ? null : ClassOf is null ? (int)(key - 1) : ClassOf[key - 1];
        };
    }
}

/// <summary>Cursors that read a value only when it is asked for.</summary>
internal static class LazyCursors
{
    /// <summary>
    /// One cursor over all rows, whose getters work when they are called. <see cref="IDataView.GetRowCursor"/> of ML.NET's own transforms
    /// may have threads of its own read ahead, all rows and columns, and a picture file that is missing then fails the cursor instead of
    /// the getter. A set of one is not spread over threads.
    /// </summary>
    internal static DataViewRowCursor GetLazyCursor(this IDataView data, IEnumerable<DataViewSchema.Column> columns) =>
        data.GetRowCursorSet(columns, 1)[0];
}
