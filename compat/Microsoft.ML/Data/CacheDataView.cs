using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Keeps the rows of a data view in memory, each column from when it is first asked for.</summary>
internal sealed class CacheDataView : IDataView
{
    private const int BatchSize = 64;

    private readonly Lock _gate = new();
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly ColumnStore?[] _stores;
    private Exception? _failure;
    private long _rowCount;

    public CacheDataView(IHostEnvironment env, IDataView input, int[] prefetch)
    {
        _host = env.Register("Cache");
        _host.CheckValue(input, nameof(input));
        foreach (int index in prefetch)
        {
            if (!ColumnStore.CanKeep(input.Schema[index].Type))
                throw _host.Except("Asked to prefetch column '{0}' into cache, but it is of unhandled type '{1}'", input.Schema[index].Name, input.Schema[index].Type);
        }
        _source = ColumnStore.WithoutUnkeepable(_host, input);
        _rowCount = _source.GetRowCount() ?? -1;
        _stores = new ColumnStore?[_source.Schema.Count];
        if (prefetch.Length > 0)
            Fill(RowColumns.Active(prefetch.Select(index => _source.Schema[input.Schema[index].Name]), _source.Schema));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rowCount < 0 ? null : _rowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = RowColumns.Active(columnsNeeded, Schema);
        return new Cursor(this, active, Order(active, rand), 0, 1);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowColumns.Active(columnsNeeded, Schema);
        var order = Order(active, rand);
        int count = Math.Clamp(n, 1, 2 * Math.Max(2, Environment.ProcessorCount - 1));
        return [.. Enumerable.Range(0, count).Select(i => new Cursor(this, active, order, i, count))];
    }

    /// <summary>A permutation of the rows; all must be there to make one.</summary>
    private int[]? Order(bool[] active, Random? rand)
    {
        if (rand is null)
            return null;
        Fill(active);
        int[] order = [.. Enumerable.Range(0, (int)_rowCount)];
        for (int i = 0; i < order.Length; i++)
        {
            int other = i + rand.Next(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }

    private void Fill(bool[] active)
    {
        lock (_gate)
        {
            if (_failure is not null)
                throw Contracts.Except(_failure, "Event we were waiting on was subject to an exception", []);
            bool[] missing = [.. active.Select((wanted, i) => wanted && _stores[i] is null)];
            if (_rowCount >= 0 && !missing.Contains(true))
                return;
            try
            {
                Read(missing);
            }
            catch (Exception ex)
            {
                _failure = ex;
                throw Contracts.Except(ex, "Event we were waiting on was subject to an exception", []);
            }
        }
    }

    private void Read(bool[] missing)
    {
        using var cursor = _source.GetRowCursor(_source.Schema.Where(missing));
        var stores = ColumnStore.Of(cursor, missing);
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            foreach (var store in stores)
                store?.Take(rows);
        }
        for (int i = 0; i < stores.Length; i++)
            _stores[i] ??= stores[i];
        _rowCount = rows;
    }

    /// <summary>A cursor over all rows, or over each n-th batch of them.</summary>
    private sealed class Cursor : RootCursor
    {
        private readonly CacheDataView _view;
        private readonly bool[] _active;
        private readonly int[]? _order;
        private readonly (int Own, int Count) _share;
        private readonly Delegate?[] _getters;
        private long _next;
        private long _batch;
        private int _row = -1;

        public Cursor(CacheDataView view, bool[] active, int[]? order, int own, int count)
            : base(view._host)
        {
            (_view, _active, _order, _share) = (view, active, order, (own, count));
            _next = (long)own * BatchSize;
            _getters = new Delegate?[active.Length];
        }

        public override DataViewSchema Schema => _view.Schema;

        public override long Batch => _batch;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Channel.CheckParam(column.Index < _active.Length, nameof(column));
            return _active[column.Index];
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Current(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Channel.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            Channel.Check(column.Type.RawType == typeof(TValue), $"Invalid TValue: '{typeof(TValue)}', expected type: '{column.Type.RawType}'.");
            // The store may come only with the first row.
            return (ref TValue target) => ((ValueGetter<TValue>)(_getters[column.Index] ??= _view._stores[column.Index]!.Getter(Current)))(ref target);
        }

        protected override bool MoveNextCore()
        {
            if (Position < 0)
                _view.Fill(_active);
            long next = _next++;
            _batch = _share.Count == 1 ? 0 : next / BatchSize;
            if (_next % BatchSize == 0)
                _next += (long)(_share.Count - 1) * BatchSize;
            _row = next < _view._rowCount ? _order?[next] ?? (int)next : -1;
            return _row >= 0;
        }

        private int Current()
        {
            Channel.Check(IsGood, RowColumns.FetchError);
            return _row;
        }
    }
}
