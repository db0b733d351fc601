using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet.Scoring;

/// <summary>One schema with the two columns that a model adds: first the label that it predicts, then the scores, as ML.NET's own scorers order them.</summary>
internal sealed class ScoringColumns
{
    // What ExtractPixels does unless told otherwise.
    private static readonly PixelVectorSource s_plainPixels = new(Offset: 0, Scale: 1, ImagePixelExtractingEstimator.ColorsOrder.ARGB, Side: null);

    private readonly int _feature;

    /// <summary>Finds the feature column and adds ours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schema has no such column, or it is of another type; in ML.NET's wording.</exception>
    internal ScoringColumns(IExceptionContext context, ModelDescription description, DataViewSchema input)
    {
        var feature = input.GetColumnOrNull(description.FeatureColumn)
            ?? throw context.ExceptSchemaMismatch("inputSchema", "feature", description.FeatureColumn);
        Pictures = PictureColumn.Of(feature, description.Pixels ?? s_plainPixels, context, "inputSchema");
        (Input, _feature) = (input, feature.Index);
        Output = Extended(description, input);
    }

    internal DataViewSchema Input { get; }

    /// <summary>The columns of <see cref="Input"/>, the predicted label and the scores.</summary>
    internal DataViewSchema Output { get; }

    internal PictureColumn Pictures { get; }

    /// <summary>The column of pictures.</summary>
    internal DataViewSchema.Column Feature => Input[_feature];

    internal int PredictedLabel => Input.Count;

    internal int Score => Input.Count + 1;

    /// <summary>Whether a column is the source's own.</summary>
    internal bool IsInput(DataViewSchema.Column column) => column.Index < Input.Count;

    internal bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Output.Count];
        foreach (var column in columns)
            active[column.Index] = true;
        return active;
    }

    /// <summary>Whether any of our columns is active.</summary>
    internal bool Scores(bool[] active) => active[PredictedLabel] || active[Score];

    /// <summary>The source's columns that are active themselves.</summary>
    internal IEnumerable<DataViewSchema.Column> PassedOn(bool[] active) => [.. Input.Where<DataViewSchema.Column>(column => active[column.Index])];

    /// <summary>The source's columns that are needed for the active ones.</summary>
    internal IEnumerable<DataViewSchema.Column> Needed(bool[] active) =>
        [.. Input.Where<DataViewSchema.Column>(column => active[column.Index] || (column.Index == _feature && Scores(active)))];

    private static DataViewSchema Extended(ModelDescription description, DataViewSchema input)
    {
        var setId = NextSetId(input);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        var annotations = new DataViewSchema.Annotations.Builder();
        description.Labels.AnnotatePredictedLabel(annotations, setId);
        builder.AddColumn(description.PredictedLabelColumn, description.Labels.KeyType, annotations.ToAnnotations());
        annotations = new DataViewSchema.Annotations.Builder();
        description.Labels.AnnotateScores(annotations, setId);
        builder.AddColumn(description.ScoreColumn, new VectorDataViewType(NumberDataViewType.Single, description.Labels.Count), annotations.ToAnnotations());
        return builder.ToSchema();
    }

    /// <summary>One more than the largest in the schema: ML.NET tells the columns of several models apart by it.</summary>
    private static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type is not KeyDataViewType { RawType: var type } || type != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
            largest = Math.Max(largest, id);
        }
        return checked(largest + 1);
    }
}
