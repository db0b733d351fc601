using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet.Model;

/// <summary>One schema with the columns that a model adds.</summary>
internal sealed class ScoringColumns
{
    /// <summary>ML.NET's own words for a value that is asked for when there is no row.</summary>
    internal const string NoRow = "Values cannot be fetched at this time. "
        + "This method was called either before the first call to MoveNext, or at any point after that method returned false.";

    // What ExtractPixels does unless told otherwise.
    private static readonly PixelVectorSource s_plainPixels = new(
        Offset: 0, Scale: 1, ImagePixelExtractingEstimator.ColorsOrder.ARGB, Side: null);

    private readonly int _feature;
    private readonly IReadOnlyList<NetworkColumn> _added;

    /// <summary>Finds the column of pictures and adds ours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The schema has no such column, or it is of another type; in ML.NET's wording.
    /// </exception>
    internal ScoringColumns(IExceptionContext context, PictureInput pictures, DataViewSchema input, IReadOnlyList<NetworkColumn> added)
    {
        var feature = input.GetColumnOrNull(pictures.Column)
            ?? throw context.ExceptSchemaMismatch("inputSchema", "feature", pictures.Column);
        Pictures = PictureColumn.Of(feature, pictures.Pixels ?? s_plainPixels, context, "inputSchema");
        (Input, _feature, _added) = (input, feature.Index, added);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (var column in added)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Output = builder.ToSchema();
    }

    internal DataViewSchema Input { get; }

    /// <summary>The columns of <see cref="Input"/>, then ours.</summary>
    internal DataViewSchema Output { get; }

    internal PictureColumn Pictures { get; }

    /// <summary>The column of pictures.</summary>
    internal DataViewSchema.Column Feature => Input[_feature];

    /// <summary>Whether a column is the source's own.</summary>
    internal bool IsInput(DataViewSchema.Column column) => column.Index < Input.Count;

    internal bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Output.Count];
        foreach (var column in columns)
            active[column.Index] = true;
        return active;
    }

    /// <summary>What the network must say for our columns that are active.</summary>
    internal NetworkOutputs Wanted(bool[] active) =>
        _added.Where((_, i) => active[Input.Count + i]).Aggregate(NetworkOutputs.None, (wanted, column) => wanted | column.Source);

    /// <summary>The source's columns that are active themselves.</summary>
    internal IEnumerable<DataViewSchema.Column> PassedOn(bool[] active) =>
        [.. Input.Where<DataViewSchema.Column>(column => active[column.Index])];

    /// <summary>The source's columns that are needed for the active ones.</summary>
    internal IEnumerable<DataViewSchema.Column> Needed(bool[] active)
    {
        var needsPicture = Wanted(active) != NetworkOutputs.None;
        return [.. Input.Where<DataViewSchema.Column>(column => active[column.Index] || (column.Index == _feature && needsPicture))];
    }

    /// <summary>The getter of one of our columns.</summary>
    /// <typeparam name="TValue">The type that the caller asks for.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="present">What the network says of the present row.</param>
    /// <param name="context">For ML.NET's error.</param>
    internal ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, PresentAnswers present, IExceptionContext context)
    {
        var added = _added[column.Index - Input.Count];
        return added.Getter(() => present(added.Source)) as ValueGetter<TValue>
            ?? throw context.Except($"Invalid TValue: '{typeof(TValue)}', expected type: '{added.Type.RawType}'.");
    }
}

/// <summary>One of the network's outputs for the present row.</summary>
internal delegate ReadOnlySpan<float> PresentAnswers(NetworkOutputs output);
