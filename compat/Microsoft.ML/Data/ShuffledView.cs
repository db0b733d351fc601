using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Rows by chance, out of a pool that is kept full; in the same order for the same seed.</summary>
internal sealed class ShuffledView : TransformedView
{
    private readonly int _poolRows;
    private readonly bool _shufflesSource;
    private readonly int _seed;

    public ShuffledView(IHostEnvironment env, IDataView input, int poolRows, bool shufflesSource, int? seed)
        : base(env, "Shuffle", ColumnStore.WithoutUnkeepable(env, input))
    {
        (_poolRows, _shufflesSource) = (poolRows, shufflesSource);
        _seed = seed ?? ((TauswortheHybrid)Host.Rand).NextSigned();
    }

    public override bool CanShuffle => true;

    public override long? GetRowCount() => Source.GetRowCount();

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand)
    {
        rand ??= TauswortheHybrid.Create(_seed);
        var input = Source.GetRowCursor(Source.Schema.Where(active), _shufflesSource ? new TauswortheHybrid(rand) : null);
        return _poolRows == 1 ? input : new Cursor(Host, input, _poolRows, active, rand);
    }

    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _random;
        private readonly int _poolRows;
        private readonly bool[] _active;
        private readonly ColumnStore?[] _stores;
        private readonly ColumnStore _ids;
        private readonly Queue<int> _free = new();

        // The slots of the rows that wait, in the order in which the source gave them. The front is what was given out last.
        private readonly Ring _waiting;
        private int _current = -1;
        private bool _isDrained;

        public Cursor(IChannelProvider provider, DataViewRowCursor input, int poolRows, bool[] active, Random random)
            : base(provider)
        {
            (_input, _poolRows, _active, _random) = (input, poolRows, active, random);
            _stores = ColumnStore.Of(input, active);
            _ids = ColumnStore.OfIds(input);
            _waiting = new Ring(poolRows);
            for (int i = 0; i <= poolRows; i++)
                _free.Enqueue(i);
        }

        public override DataViewSchema Schema => _input.Schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Channel.CheckParam(column.Index < _active.Length, nameof(column));
            return _active[column.Index];
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_ids.Getter(Current);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Channel.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return RowColumns.Typed<TValue>(_stores[column.Index]!.Getter(Current), Channel);
        }

        protected override bool MoveNextCore()
        {
            if (_current >= 0)
                _free.Enqueue(_current);
            while (!_isDrained && _waiting.Count < _poolRows)
                Take();
            if (_waiting.Count == 0)
                return false;
            _current = _waiting.TakeOut(_random.Next(_waiting.Count));
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        private void Take()
        {
            try
            {
                _isDrained = !_input.MoveNext();
                if (_isDrained)
                    return;
                int slot = _free.Dequeue();
                foreach (var store in _stores)
                    store?.Take(slot);
                _ids.Take(slot);
                _waiting.Add(slot);
            }
            catch (Exception ex)
            {
                throw Channel.Except(ex, "Shuffle input cursor reader failed with an exception");
            }
        }

        private int Current()
        {
            Channel.Check(IsGood, RowColumns.FetchError);
            return _current;
        }
    }

    /// <summary>A queue of fixed capacity from which any item can be taken: the first takes its place.</summary>
    private sealed class Ring(int capacity)
    {
        private readonly int[] _items = new int[capacity];
        private int _first;

        public int Count { get; private set; }

        public void Add(int item) => _items[(_first + Count++) % _items.Length] = item;

        public int TakeOut(int index)
        {
            int at = (_first + index) % _items.Length;
            int item = _items[at];
            _items[at] = _items[_first];
            _first = (_first + 1) % _items.Length;
            Count--;
            return item;
        }
    }
}
