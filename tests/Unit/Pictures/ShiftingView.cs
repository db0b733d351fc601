using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>Rows of another view, each cursor from another row on: an order that is not stable. It may count its cursors only.</summary>
internal sealed class ShiftingView(IDataView source, bool shifts) : IDataView
{
    private int _cursors;

    internal int Cursors => _cursors;

    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var number = Interlocked.Increment(ref _cursors) - 1;
        return shifts ? new Cursor(source, [.. columnsNeeded], number) : source.GetRowCursor(columnsNeeded);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>From a row to the end, then the rows before it.</summary>
    private sealed class Cursor(IDataView source, DataViewSchema.Column[] columns, int first) : DataViewRowCursor
    {
        private readonly DataViewRowCursor _schema = source.GetRowCursor(columns);
        private readonly long _count = source.GetRowCount()!.Value;
        private DataViewRowCursor? _row;
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => source.Schema;

        public override bool MoveNext()
        {
            if (++_position >= _count)
                return false;
            _row?.Dispose();
            _row = source.GetRowCursor(columns);
            for (var i = 0; i <= (_position + first) % _count; i++)
                _row.MoveNext();
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => _row!.GetIdGetter()(ref id);

        public override bool IsColumnActive(DataViewSchema.Column column) => _schema.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ref TValue value) => _row!.GetGetter<TValue>(column)(ref value);

        protected override void Dispose(bool disposing)
        {
            _row?.Dispose();
            _schema.Dispose();
            base.Dispose(disposing);
        }
    }
}
