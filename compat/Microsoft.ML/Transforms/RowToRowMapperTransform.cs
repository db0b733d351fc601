using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A data view with the columns that a row mapper adds.</summary>
internal sealed class RowToRowMapperTransform : TransformedView, IRowToRowMapper
{
    private readonly IRowMapper _mapper;
    private readonly AddedColumns _columns;

    public RowToRowMapperTransform(IHostEnvironment env, IDataView input, IRowMapper mapper, Func<DataViewSchema, IRowMapper>? mapperFactory)
        : base(env, nameof(RowToRowMapperTransform), input)
    {
        Contracts.CheckValue(mapper, nameof(mapper));
        _mapper = mapper;
        _columns = new AddedColumns(input.Schema, mapper.GetOutputColumns());
    }

    public DataViewSchema InputSchema => Source.Schema;

    public DataViewSchema OutputSchema => _columns.Schema;

    public override DataViewSchema Schema => _columns.Schema;

    public static DataViewSchema GetOutputSchema(DataViewSchema inputSchema, IRowMapper mapper)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        Contracts.CheckValue(mapper, nameof(mapper));
        return new AddedColumns(inputSchema, mapper.GetOutputColumns()).Schema;
    }

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowColumns.Active(columnsNeeded, OutputSchema);
        return [.. Source.GetRowCursorSet(NeededInput(active), n, rand).Select(input => new Cursor(Host, input, this, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        NeededInput(RowColumns.Active(dependingColumns, OutputSchema));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Host.CheckValue(input, nameof(input));
        Host.CheckValue(activeColumns, nameof(activeColumns));
        Host.Check(input.Schema == Source.Schema, "Schema of input row must be the same as the schema the mapper is bound to");
        using var channel = Host.Start("GetEntireRow");
        return new Row(input, this, RowColumns.Active(activeColumns, OutputSchema));
    }

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand) =>
        new Cursor(Host, Source.GetRowCursor(NeededInput(active), rand), this, active);

    private DataViewSchema.Column[] NeededInput(bool[] active)
    {
        var asTheyAre = _columns.ActiveInput(active);
        var forMapper = _mapper.GetDependencies(IsOutputActive(active));
        return [.. InputSchema.Where<DataViewSchema.Column>(column => asTheyAre[column.Index] || forMapper(column.Index))];
    }

    private Func<int, bool> IsOutputActive(bool[] active) =>
        added => added >= 0 && added < _columns.Indices.Count && active[_columns.Indices[added]];

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, Delegate[] getters, int index)
    {
        int source = _columns.Source(index, out bool isInput);
        return isInput ? input.GetGetter<TValue>(input.Schema[source]) : RowColumns.Typed<TValue>(getters[source], Host);
    }

    private sealed class Row : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly RowToRowMapperTransform _parent;
        private readonly Delegate[] _getters;
        private readonly Action? _disposer;
        private bool _isDisposed;

        public Row(DataViewRow input, RowToRowMapperTransform parent, bool[] active)
        {
            (_input, _parent) = (input, parent);
            _getters = parent._mapper.CreateGetters(input, parent.IsOutputActive(active), out _disposer);
        }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _parent.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            int source = _parent._columns.Source(column.Index, out bool isInput);
            return isInput ? _input.IsColumnActive(_input.Schema[source]) : _getters[source] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _parent.GetGetter<TValue>(_input, _getters, column.Index);

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_isDisposed)
            {
                _disposer?.Invoke();
                _input.Dispose();
            }
            _isDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class Cursor : SynchronizedCursor
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private Action? _disposer;

        public Cursor(IChannelProvider provider, DataViewRowCursor input, RowToRowMapperTransform parent, bool[] active)
            : base(provider, input)
        {
            (_parent, _active) = (parent, active);
            _getters = parent._mapper.CreateGetters(input, parent.IsOutputActive(active), out _disposer);
        }

        public override DataViewSchema Schema => _parent.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Channel.Check(column.Index < _active.Length);
            return _active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Channel.Check(IsColumnActive(column));
            return _parent.GetGetter<TValue>(Input, _getters, column.Index);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Exchange(ref _disposer, null)?.Invoke();
            base.Dispose(disposing);
        }
    }
}
