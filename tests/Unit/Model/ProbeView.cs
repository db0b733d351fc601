using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>A source that counts what is asked of it and can fail or change its order.</summary>
internal sealed class ProbeView(IDataView source) : IDataView
{
    private int _decoded;
    private int _cursors;
    private int _open;

    /// <summary>Pictures that were read.</summary>
    internal int Decoded => Volatile.Read(ref _decoded);

    /// <summary>Cursors that are open.</summary>
    internal int Open => Volatile.Read(ref _open);

    /// <summary>Called before each picture with the number of its row.</summary>
    internal Action<long> BeforePicture { get; init; } = _ => { };

    /// <summary>Which rows the n-th cursor shows.</summary>
    internal Func<int, IDataView, IDataView> Order { get; init; } = (_, rows) => rows;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Interlocked.Increment(ref _open);
        return new Cursor(this, Order(_cursors++, source).GetRowCursor(columnsNeeded, rand));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(ProbeView view, DataViewRowCursor input) : DataViewRowCursor
    {
        private bool _disposed;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var getter = input.GetGetter<TValue>(column);
            return column.Name != "Image" ? getter : (ref TValue value) =>
            {
                view.BeforePicture(input.Position);
                Interlocked.Increment(ref view._decoded);
                getter(ref value);
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                Interlocked.Decrement(ref view._open);
                input.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
