using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Conformance;

/// <summary>The columns of the toy over one schema, and its rows.</summary>
internal sealed class ToyMapper : IRowToRowMapper
{
    private readonly ToyTransformer _transformer;
    private readonly int _input;

    public ToyMapper(ToyTransformer transformer, DataViewSchema schema)
    {
        (_transformer, InputSchema, _input) = (transformer, schema, transformer.CheckedInput(schema).Index);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(schema);
        builder.AddColumn(transformer.Output, ToyTransformer.OutputType);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public int Added => OutputSchema.Count - 1;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = dependingColumns.Select(column => column.Index == Added ? _input : column.Index).ToHashSet();
        return InputSchema.Where(column => needed.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, input, Active(activeColumns));

    public bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (var column in columns)
            active[column.Index] = true;
        return active;
    }

    public ValueGetter<T> Getter<T>(DataViewRow input, DataViewSchema.Column column)
    {
        if (column.Index != Added)
            return input.GetGetter<T>(input.Schema[column.Index]);
        var source = input.GetGetter<float>(input.Schema[_input]);
        ValueGetter<float> scaled = (ref float value) =>
        {
            source(ref value);
            value *= _transformer.Scale;
        };
        return (ValueGetter<T>)(object)scaled;
    }

    private sealed class Row(ToyMapper mapper, DataViewRow input, bool[] active) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => mapper.Getter<TValue>(input, column);
    }
}
