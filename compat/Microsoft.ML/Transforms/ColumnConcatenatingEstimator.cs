using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Promises one vector of several columns.</summary>
public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingEstimator(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(ColumnConcatenatingEstimator));
        _host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        _host.CheckValue(inputColumnNames, nameof(inputColumnNames));
        _host.CheckParam(inputColumnNames.Length > 0, nameof(inputColumnNames), "Input columns not specified");
        _host.CheckParam(!inputColumnNames.Any(string.IsNullOrEmpty), nameof(inputColumnNames), "Contained some null or empty items");
        (_name, _sources) = (outputColumnName, inputColumnNames);
    }

    public ColumnConcatenatingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new ColumnConcatenatingTransformer(_host, _name, _sources);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[_name] = Concatenated(inputSchema);
        return new SchemaShape(columns.Values);
    }

    private SchemaShape.Column Concatenated(SchemaShape inputSchema)
    {
        var sources = new List<SchemaShape.Column>();
        foreach (string name in _sources)
        {
            if (!inputSchema.TryFindColumn(name, out var source))
                throw _host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
            if (source.IsKey)
                throw _host.Except($"Column '{name}' is key. Concatenation of keys is unsupported.");
            sources.Add(source);
            if (!source.ItemType.Equals(sources[0].ItemType))
                throw _host.Except($"Concatenated columns should have the same type. Column '{name}' has type of {source.ItemType}, but expected column type is {sources[0].ItemType}.");
        }
        bool varies = sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.VariableVector);
        var kind = varies ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
        return new SchemaShape.Column(_name, kind, sources[0].ItemType, false, new SchemaShape(Annotations(sources)));
    }

    private static IEnumerable<SchemaShape.Column> Annotations(List<SchemaShape.Column> sources)
    {
        if (sources.All(source => source.IsNormalized()))
            yield return new SchemaShape.Column(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
        if (sources.Any(HasCategoricals))
            yield return new SchemaShape.Column(AnnotationUtils.Kinds.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false);
        if (sources.Any(source => source.Kind == SchemaShape.Column.VectorKind.Scalar || source.HasSlotNames()))
            yield return new SchemaShape.Column(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);
    }

    private static bool HasCategoricals(SchemaShape.Column source) =>
        source.Annotations.TryFindColumn(AnnotationUtils.Kinds.CategoricalSlotRanges, out var ranges)
        && ranges.Kind == SchemaShape.Column.VectorKind.Vector && ranges.ItemType == NumberDataViewType.Int32;
}
