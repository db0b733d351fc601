using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The object that an engine predicts for, as a row.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly IHost _host;
    private readonly CurrentObject<TRow> _current = new();
    private readonly Delegate[] _getters;
    private long _position = -1;

    public InputRow(IHostEnvironment env, SchemaDefinition? definition)
    {
        _host = env.Register("Row");
        var members = RowMember.Of(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = RowMember.Schema(members);
        _getters = [.. members.Select(member => ObjectRow.Getter(_current, member, _host))];
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema { get; }

    public void Take(TRow row)
    {
        _current.Value = row;
        _position++;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        column.Index < _getters.Length ? true : throw _host.Except("Column index must be between 0 and {0}", _getters.Length);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _host.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
        return _getters[column.Index] as ValueGetter<TValue>
            ?? throw _host.Except($"Invalid TValue in GetGetter for column #{column}: '{typeof(TValue)}', expected type: '{_getters[column.Index].GetType().GetGenericArguments()[0]}'.");
    }
}
