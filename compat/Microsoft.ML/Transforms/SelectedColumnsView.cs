using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some of the columns of a data view, or of a row.</summary>
internal sealed class SelectedColumnsView(IHostEnvironment env, IDataView input, int[] indices) : TransformedView(env, "SelectColumnsDataTransform", input), IRowToRowMapper
{
    public override DataViewSchema Schema { get; } = Select(input.Schema, indices);

    public DataViewSchema InputSchema => Source.Schema;

    public DataViewSchema OutputSchema => Schema;

    public static DataViewSchema Select(DataViewSchema schema, int[] indices) =>
        indices.Select(index => new DataViewSchema.DetachedColumn(schema[index])).ToSchema();

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowColumns.Active(columnsNeeded, Schema);
        return [.. Source.GetRowCursorSet(Needed(active), n, rand).Select(cursor => new Cursor(Host, this, cursor, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        Needed(RowColumns.Active(dependingColumns, Schema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, input);

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand) =>
        new Cursor(Host, this, Source.GetRowCursor(Needed(active), rand), active);

    private DataViewSchema.Column[] Needed(bool[] active)
    {
        var needed = indices.Where((_, i) => active[i]).ToHashSet();
        return [.. InputSchema.Where<DataViewSchema.Column>(column => needed.Contains(column.Index))];
    }

    private ValueGetter<T> GetGetter<T>(DataViewRow input, DataViewSchema.Column column) => input.GetGetter<T>(input.Schema[indices[column.Index]]);

    private sealed class Row(SelectedColumnsView view, DataViewRow input) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => view.GetGetter<TValue>(input, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Cursor(IChannelProvider provider, SelectedColumnsView view, DataViewRowCursor input, bool[] active) : SynchronizedCursor(provider, input)
    {
        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => view.GetGetter<TValue>(Input, column);
    }
}
