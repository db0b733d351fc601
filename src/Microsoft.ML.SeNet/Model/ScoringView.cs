using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Model;

/// <summary>A data view with the columns that a model adds, computed in batches.</summary>
internal sealed class ScoringView(IHost host, IDataView source, PictureInput pictures, BatchScorer scorer, ScoringColumns columns) : IDataView
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
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    internal PicturesAhead OpenPictures() => new(source, columns, pictures.Evaluation, pictures.BatchSize, scorer.PictureBytes);
}
