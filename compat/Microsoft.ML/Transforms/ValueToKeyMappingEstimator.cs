using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the values of columns, to number them.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly Column[] _columns;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, Column[] columns, IDataView? keyData)
    {
        Contracts.CheckValue(env, nameof(env));
        foreach (var column in columns)
            Contracts.CheckNonWhiteSpace(null, column.Output, "outputColumnName");
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _host.CheckNonEmpty(columns, nameof(columns));
        if (keyData is not null && keyData.Schema.Count != 1)
            throw _host.ExceptParam(nameof(keyData), $"If specified, this data view should contain only a single column containing the terms to map, but this had {keyData.Schema.Count} columns.");
        (_columns, _keyData) = (columns, keyData);
    }

    /// <summary>The order of the keys.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input) => new(_host, input, _columns, _keyData);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var (output, input, _, _, asText) in _columns)
        {
            if (!inputSchema.TryFindColumn(input, out var source) || ColumnTypes.PrimitiveOrNull(source.ItemType.RawType) != source.ItemType)
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
            columns[output] = new SchemaShape.Column(output, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(Annotations(source, asText)));
        }
        return new SchemaShape(columns.Values);
    }

    private static IEnumerable<SchemaShape.Column> Annotations(SchemaShape.Column source, bool asText)
    {
        if (source.Annotations.TryFindColumn(AnnotationUtils.Kinds.SlotNames, out var slotNames))
            yield return slotNames;
        bool keepsValues = source.IsKey & source.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values) && values.Kind == SchemaShape.Column.VectorKind.Vector;
        yield return keepsValues ? values : new SchemaShape.Column(AnnotationUtils.Kinds.KeyValues, SchemaShape.Column.VectorKind.Vector, asText ? TextDataViewType.Instance : source.ItemType, source.IsKey);
    }

    internal sealed record Column(string Output, string Input, int MaximumNumberOfKeys, KeyOrdinality Order, bool AsText);
}
