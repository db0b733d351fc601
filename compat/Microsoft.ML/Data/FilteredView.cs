using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows whose value of a column is accepted.</summary>
internal sealed class FilteredView(IHostEnvironment env, string name, IDataView input, DataViewSchema.Column column, Predicate<double> accepts) : TransformedView(env, name, input)
{
    public override long? GetRowCount() => null;

    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = RowColumns.Active(columnsNeeded, Schema);
        return [.. Source.GetRowCursorSet(Needed(active), n, rand).Select(cursor => new Cursor(Host, cursor, this, active))];
    }

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand) => new Cursor(Host, Source.GetRowCursor(Needed(active), rand), this, active);

    private DataViewSchema.Column[] Needed(bool[] active) =>
        [.. Source.Schema.Where<DataViewSchema.Column>(other => active[other.Index] || other.Index == column.Index)];

    private sealed class Cursor(IChannelProvider provider, DataViewRowCursor input, FilteredView view, bool[] active) : LinkedCursor(provider, input)
    {
        private readonly Func<double> _value = FractionOrNumber.Getter(input, input.Schema[view.FilterColumn]);

        public override bool IsColumnActive(DataViewSchema.Column other) => active[other.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column other)
        {
            Channel.Check(IsColumnActive(other));
            return Input.GetGetter<TValue>(other);
        }

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (view.Accepts(_value()))
                    return true;
            }
            return false;
        }
    }

    private int FilterColumn => column.Index;

    private bool Accepts(double value) => accepts(value);
}
