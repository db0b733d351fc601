namespace Microsoft.ML.SeNet.Pictures;

/// <summary>Cursors that read a value only when it is asked for.</summary>
internal static class LazyCursors
{
    /// <summary>
    /// One cursor over all rows, whose getters work when they are called. <see cref="IDataView.GetRowCursor"/> of ML.NET's own transforms may
    /// have threads of its own read ahead, all rows and columns, and a picture file that is missing then fails the cursor instead of the getter.
    /// A set of one is not spread over threads.
    /// </summary>
    internal static DataViewRowCursor GetLazyCursor(this IDataView data, IEnumerable<DataViewSchema.Column> columns) => data.GetRowCursorSet(columns, 1)[0];
}
