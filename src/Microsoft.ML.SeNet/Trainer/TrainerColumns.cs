using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using Options = Microsoft.ML.SeNet.SeResNetTrainer.Options;

namespace Microsoft.ML.SeNet.Trainer;

/// <summary>The columns that a trainer reads and those that its model adds.</summary>
/// <param name="host">Words the complaints.</param>
/// <param name="options">The trainer's.</param>
internal sealed class TrainerColumns(IHost host, Options options)
{
    private const string ExpectedLabel = "Key<UInt32>";

    /// <summary>What an upstream <c>ExtractPixels</c> did, for feature columns of pixel vectors.</summary>
    internal PixelVectorSource Vectors => new(options.PixelOffset, options.PixelScale, options.PixelOrder, options.ImageSize);

    /// <summary>ML.NET's own complaint about a column that is missing or of another type.</summary>
    /// <param name="schema">The rows'.</param>
    /// <param name="parameter">Whose schema that is.</param>
    /// <returns>The label column.</returns>
    internal SchemaShape.Column Check(SchemaShape schema, string parameter)
    {
        if (!schema.TryFindColumn(options.LabelColumnName, out var label))
            throw host.ExceptSchemaMismatch(parameter, "label", options.LabelColumnName);
        if (label.Kind != SchemaShape.Column.VectorKind.Scalar || !label.IsKey)
            throw host.ExceptSchemaMismatch(parameter, "label", options.LabelColumnName, ExpectedLabel, label.GetTypeString());
        PictureColumn.Check(schema, options.FeatureColumnName, host, parameter);
        CheckPath(schema, parameter);
        return label;
    }

    /// <summary>The schema of the model's output.</summary>
    internal SchemaShape Output(SchemaShape input, string parameter)
    {
        var label = Check(input, parameter);
        var columns = input.ToDictionary(column => column.Name);
        columns[options.ScoreColumnName] = new SchemaShape.Column(
            options.ScoreColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
            new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label)));
        columns[options.PredictedLabelColumnName] = new SchemaShape.Column(
            options.PredictedLabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true,
            new SchemaShape(PredictedLabelAnnotations(label)));
        if (options.EmbeddingColumnName is { } embedding)
            columns[embedding] = new SchemaShape.Column(embedding, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        return new SchemaShape(columns.Values);
    }

    /// <summary>The columns of rows whose schema is checked.</summary>
    /// <param name="schema">The rows'.</param>
    /// <param name="parameter">Whose schema that is.</param>
    /// <param name="classOf">The class of each key; null where they are the same.</param>
    internal PictureColumns Of(DataViewSchema schema, string parameter, int[]? classOf = null) =>
        new(PictureColumn.Of(schema[options.FeatureColumnName], Vectors, host, parameter), options.LabelColumnName,
            options.ImagePathColumnName, classOf);

    private void CheckPath(SchemaShape schema, string parameter)
    {
        if (options.ImagePathColumnName is not { } name)
            return;
        if (!schema.TryFindColumn(name, out var path))
            throw host.ExceptSchemaMismatch(parameter, "image path", name);
        if (path.Kind != SchemaShape.Column.VectorKind.Scalar || path.IsKey || path.ItemType is not TextDataViewType)
            throw host.ExceptSchemaMismatch(parameter, "image path", name, TextDataViewType.Instance.ToString(), path.GetTypeString());
    }

    private static IEnumerable<SchemaShape.Column> PredictedLabelAnnotations(SchemaShape.Column label)
    {
        var annotations = AnnotationUtils.GetTrainerOutputAnnotation();
        return label.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values) ? annotations.Append(values) : annotations;
    }
}
