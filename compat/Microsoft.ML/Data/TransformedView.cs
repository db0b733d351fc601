using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A data view made from another one.</summary>
internal abstract class TransformedView : IDataView
{
    protected readonly IHost Host;

    protected TransformedView(IHostEnvironment env, string name, IDataView input)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(input, nameof(input));
        Host = env.Register(name);
        Source = input;
    }

    public IDataView Source { get; }

    public virtual bool CanShuffle => Source.CanShuffle;

    public virtual DataViewSchema Schema => Source.Schema;

    public abstract long? GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetCursor(RowColumns.Active(columnsNeeded, Schema), CanShuffle ? rand : null);

    public virtual DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    protected abstract DataViewRowCursor GetCursor(bool[] active, Random? rand);
}
