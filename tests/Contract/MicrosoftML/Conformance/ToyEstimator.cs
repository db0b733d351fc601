using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace SeNetMl.MicrosoftML.Tests.Conformance;

/// <summary>Learns the largest value of a number column.</summary>
internal sealed class ToyEstimator(IHostEnvironment env, string input, string output) : IEstimator<ToyTransformer>
{
    public ToyTransformer Fit(IDataView data)
    {
        GetOutputSchema(SchemaShape.Create(data.Schema));
        return new ToyTransformer(env, input, output, 1 / data.GetColumn<float>(input).Max());
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (!inputSchema.TryFindColumn(input, out var column))
            throw env.ExceptSchemaMismatch(nameof(inputSchema), "input", input);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.IsKey || !column.ItemType.Equals(NumberDataViewType.Single))
            throw env.ExceptSchemaMismatch(nameof(inputSchema), "input", input, "Single", column.GetTypeString());
        var columns = inputSchema.ToDictionary(other => other.Name);
        columns[output] = new SchemaShape.Column(output, SchemaShape.Column.VectorKind.Scalar, ToyTransformer.OutputType, false);
        return new SchemaShape(columns.Values);
    }
}
