using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of a text file. Lines are read when a cursor comes to them, values made of the active columns only.</summary>
internal sealed class TextView(IHostEnvironment env, TextLoader loader, string path) : IDataView
{
    private readonly IHost _host = env.Register("BoundLoader");

    public bool CanShuffle => false;

    public DataViewSchema Schema => loader.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_host, loader, path, RowColumns.Active(columnsNeeded, Schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly TextLoader _loader;
        private readonly IEnumerator<(long Number, string Text)> _lines;
        private readonly List<ReadOnlyMemory<char>> _fields = [];
        private readonly TextCell?[] _cells;
        private long _rows;
        private long _badValues;
        private long _badLines;

        public Cursor(IChannelProvider provider, TextLoader loader, string path, bool[] active)
            : base(provider)
        {
            _loader = loader;
            _lines = TextLines.Read(path, loader.Settings).GetEnumerator();
            _cells = [.. loader.Columns.Select((column, i) => active[i] ? TextCell.Create(column, loader.Settings) : null)];
        }

        public override DataViewSchema Schema => _loader.Schema;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Channel.CheckParam(column.Index < _cells.Length, nameof(column));
            return _cells[column.Index] is not null;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            Channel.Check(IsGood, RowColumns.FetchError);
            id = new DataViewRowId((ulong)Position, 0);
        };

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Channel.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
            return RowColumns.Typed<TValue>(_cells[column.Index]!.Getter(() => Channel.Check(IsGood, RowColumns.FetchError)), Channel);
        }

        protected override bool MoveNextCore()
        {
            try
            {
                return Position + 1 < _loader.Settings.MaxRows && TakeRow();
            }
            catch (Exception ex) when (_loader.Settings.UsesThreads)
            {
                throw Channel.ExceptDecode(ex, $"Parsing failed with an exception: {ex.Message}");
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && _badValues + _badLines > 0)
                Channel.Info("Processed {0} rows with {1} bad values and {2} format errors", _rows, _badValues, _badLines);
            (_badValues, _badLines) = (0, 0);
            if (disposing)
                _lines.Dispose();
            base.Dispose(disposing);
        }

        private bool TakeRow()
        {
            if (!NextLine())
                return false;
            var (number, text) = _lines.Current;
            _fields.Clear();
            _badLines += TextFields.Split(_loader.Settings.Trimmed(text), _loader.Settings, _fields) ? 0 : 1;
            foreach (var cell in _cells)
                _badValues += cell?.Take(_fields, number) ?? 0;
            _rows++;
            return true;
        }

        private bool NextLine()
        {
            try
            {
                return _lines.MoveNext();
            }
            catch (Exception ex)
            {
                throw Contracts.ExceptDecode(null, ex, "Stream reading encountered exception");
            }
        }
    }
}
