using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A data view over objects.</summary>
internal sealed class EnumerableView<TRow> : IDataView
    where TRow : class
{
    private readonly IHost _host;
    private readonly IEnumerable<TRow> _data;
    private readonly RowMember[] _members;

    public EnumerableView(IHostEnvironment env, IEnumerable<TRow> data, SchemaDefinition? definition)
    {
        _host = env.Register("StreamingDataView");
        _data = data;
        _members = RowMember.Of(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = RowMember.Schema(_members);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, RowColumns.Active(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly EnumerableView<TRow> _view;
        private readonly IEnumerator<TRow> _objects;
        private readonly CurrentObject<TRow> _current = new();
        private readonly Delegate?[] _getters;

        public Cursor(EnumerableView<TRow> view, bool[] active)
            : base(view._host)
        {
            _view = view;
            _objects = view._data.GetEnumerator();
            _getters = [.. view._members.Select((member, i) => active[i] ? ObjectRow.Getter(_current, member, Channel) : null)];
        }

        public override DataViewSchema Schema => _view.Schema;

        public override long Batch => 0;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            Channel.Check(IsGood, RowColumns.FetchError);
            id = new DataViewRowId((ulong)Position, 0);
        };

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index < _getters.Length ? _getters[column.Index] is not null : throw Channel.Except("Column index must be between 0 and {0}", _getters.Length);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Channel.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return _getters[column.Index] as ValueGetter<TValue>
                ?? throw Channel.Except($"Invalid TValue in GetGetter for column #{column}: '{typeof(TValue)}', expected type: '{_getters[column.Index]!.GetType().GetGenericArguments()[0]}'.");
        }

        protected override bool MoveNextCore()
        {
            _current.Clear();
            if (!_objects.MoveNext())
                return false;
            _current.Value = _objects.Current ?? throw Channel.Except("Encountered null when iterating over data, this is not supported.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _objects.Dispose();
            base.Dispose(disposing);
        }
    }
}
