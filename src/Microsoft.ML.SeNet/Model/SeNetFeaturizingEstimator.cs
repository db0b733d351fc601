using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Puts a trained network in front of any ML.NET trainer, as a source of features. Made by <see cref="SeNetCatalog.SeNetFeaturizeImage"/>.
/// Learns
/// nothing: each <see cref="Fit"/> copies the weights.
/// </summary>
public sealed class SeNetFeaturizingEstimator : IEstimator<SeNetFeaturizingTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly SeNetWeights _weights;
    private readonly FeaturizerDescription _description;

    internal SeNetFeaturizingEstimator(
        IHostEnvironment environment, string outputColumnName, SeNetWeights weights, string inputColumnName, int? imageSize)
    {
        (_environment, _host, _weights) = (environment, environment.Register(nameof(SeNetFeaturizingEstimator)), weights);
        _description = new FeaturizerDescription
        {
            Network = weights.Network,
            Evaluation = Preparation(weights, imageSize),
            Normalization = weights.Normalization,
            Pixels = weights.Surroundings.Pixels,
            InputColumn = inputColumnName,
            OutputColumn = outputColumnName,
        }.Checked();
    }

    /// <summary>Copies the weights; the rows are not read.</summary>
    /// <param name="input">Rows with the column of pictures.</param>
    /// <returns>The featurizer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="InvalidDataException">The file of weights has become another one.</exception>
    /// <exception cref="ObjectDisposedException">The model of the weights was disposed.</exception>
    public SeNetFeaturizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        return new SeNetFeaturizingTransformer(_environment, _description, NetworkState.Take(_weights.ToNetwork()));
    }

    /// <summary>The schema of the transformer that <see cref="Fit"/> will give.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, in ML.NET's wording.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        PictureColumn.Check(inputSchema, _description.InputColumn, _host, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[_description.OutputColumn] = new SchemaShape.Column(
            _description.OutputColumn, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        return new SchemaShape(columns.Values);
    }

    /// <summary>As the weights were trained, or else as the trainer does unless told otherwise.</summary>
    private static EvaluationTransform Preparation(SeNetWeights weights, int? imageSize)
    {
        if (weights.Evaluation is { } own)
            return imageSize is { } side ? new EvaluationTransform(side, own.CropFraction) : own;
        var row = VariantRow.Of(weights.Network.Variant);
        return Presets.Of(AugmentationPreset.None, row.IsForSmallPictures, imageSize ?? row.ImageSize, cropFraction: null).Evaluate;
    }
}
