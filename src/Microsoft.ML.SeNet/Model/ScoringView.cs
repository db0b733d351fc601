using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Model;

/// <summary>A data view with the columns that a model adds, computed in batches.</summary>
internal sealed class ScoringView(
    IHost host, IDataView source, PictureInput pictures, BatchScorer scorer, ScoringColumns columns) : IDataView
{
    // Two cursors over one source cannot be shuffled alike.
    public bool CanShuffle => false;

    public DataViewSchema Schema => columns.Output;

    internal IHost Host => host;

    internal ScoringColumns Columns => columns;

    internal BatchScorer Scorer => scorer;

    internal int BatchSize => pictures.BatchSize;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        host.CheckValue(columnsNeeded, nameof(columnsNeeded));
        scorer.Enter().Dispose();
        var active = columns.Active(columnsNeeded);
        return new ScoringCursor(this, source.GetRowCursor(columns.PassedOn(active)), active);
    }

    // One cursor: several would decode every picture several times, and one network computes on all processors already.
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    internal PicturesAhead OpenPictures() => new(source, columns, pictures.Evaluation, pictures.BatchSize, scorer.PictureBytes);
}

/// <summary>
/// Walks over the source's rows. The first value asked for of a batch has the whole batch scored; without any such value nothing is
/// decoded.
/// </summary>
internal sealed class ScoringCursor : DataViewRowCursor
{
    private readonly ScoringView _view;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly ValueGetter<DataViewRowId>? _id;
    private readonly NetworkAnswers? _answers;
    private PicturesAhead? _pictures;
    private PictureBatch? _batch;
    private long _takenNumber = -1;
    private long _scoredNumber = -1;
    private long _row = -1;
    private bool _isDisposed;

    internal ScoringCursor(ScoringView view, DataViewRowCursor input, bool[] active)
    {
        (_view, _input, _active) = (view, input, active);
        var wanted = view.Columns.Wanted(active);
        if (wanted == NetworkOutputs.None)
            return;
        _id = input.GetIdGetter();
        _answers = new NetworkAnswers(view.Scorer, view.BatchSize, wanted);
    }

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override DataViewSchema Schema => _view.Schema;

    public override bool MoveNext()
    {
        if (_isDisposed || !_input.MoveNext())
        {
            StopReading();
            return false;
        }
        _row++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        _view.Host.CheckParam(column.Index < _active.Length, nameof(column));
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _view.Host.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
        return _view.Columns.IsInput(column)
            ? _input.GetGetter<TValue>(_input.Schema[column.Index])
            : _view.Columns.Getter<TValue>(column, Present, _view.Host);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            StopReading();
            _input.Dispose();
        }
        base.Dispose(disposing);
    }

    private void StopReading()
    {
        _pictures?.Dispose();
        _pictures = null;
    }

    private ReadOnlySpan<float> Present(NetworkOutputs output)
    {
        _view.Host.Check(!_isDisposed && _input.Position >= 0, ScoringColumns.NoRow);
        var (number, index) = Math.DivRem(_row, _view.BatchSize);
        if (number != _scoredNumber)
            Score(number);
        if (index >= _batch!.Count)
            _batch.ThrowIfFailed();
        DataViewRowId id = default;
        _id!(ref id);
        if (index >= _batch.Count || !id.Equals(_batch.Ids[index]))
            throw _view.Host.Except(
                "The pictures are read ahead by a second cursor, which met other rows than the first: "
                + $"expected row {_row} to be the same for both, got {(index < _batch.Count ? "another row" : "no row")}. "
                + "The order of the source is not stable: put AppendCacheCheckpoint or ml.Data.Cache before the model.");
        return _answers!.Of(output, (int)index);
    }

    private void Score(long number)
    {
        if (number != _takenNumber)
        {
            _pictures ??= _view.OpenPictures();
            (_batch, _takenNumber) = (_pictures.Take(number), number);
        }
        if (_batch!.Count > 0)
            _answers!.Compute(_batch.Pixels, _batch.Count);
        _scoredNumber = number;
    }
}
