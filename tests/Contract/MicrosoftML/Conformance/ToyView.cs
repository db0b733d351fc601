using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace SeNetMl.MicrosoftML.Tests.Conformance;

/// <summary>A data view with the toy's column.</summary>
internal sealed class ToyView(IHost host, IDataView source, ToyMapper mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return new Cursor(mapper, source.GetRowCursor(mapper.GetDependencies(columns), rand), mapper.Active(columns), host);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand).Select(cursor => new Cursor(mapper, cursor, mapper.Active(columns), host))];
    }

    private sealed class Cursor(ToyMapper mapper, DataViewRowCursor input, bool[] active, IExceptionContext context) : DataViewRowCursor
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override bool MoveNext() => input.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            context.Check(IsColumnActive(column), "column is not active");
            return mapper.Getter<TValue>(input, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }
    }
}
