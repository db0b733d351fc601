using Microsoft.ML.SeNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights;

[assembly: LoadableClass(
    typeof(SeNetFeaturizingTransformer), null, typeof(SignatureLoadModel), "SE-ResNet Image Featurizer",
    SeNetFeaturizingTransformer.LoaderSignature)]

namespace Microsoft.ML.SeNet;

/// <summary>
/// Makes features of pictures: adds what a trained network's fully connected layer sees of each. Made by
/// <see cref="SeNetCatalog.SeNetFeaturizeImage"/>. For any number of threads. Holds native memory until it is disposed.
/// </summary>
public sealed class SeNetFeaturizingTransformer : ITransformer, IDisposable
{
    internal const string LoaderSignature = "SeNetFeaturizer";

    internal const string DescriptionName = "Description.json";
    internal const string WeightsName = "Weights.safetensors";

    private const uint Version1 = 0x00010001;

    // The simple name: a newer assembly's file loads on an older one.
    private static readonly VersionInfo s_version = new(
        "SENETFTR", verWrittenCur: Version1, verReadableCur: Version1, verWeCanReadBack: Version1,
        typeof(SeNetFeaturizingTransformer).Assembly.GetName().Name!, LoaderSignature);

    // *** Binary format, version 1.1 ***
    private static readonly ModelFormat<SeNetFeaturizingTransformer, Parts> s_format = new(s_version,
    [
        // FeaturizerDescription as JSON, UTF-8.
        ModelFormat<SeNetFeaturizingTransformer, Parts>.Text(
            DescriptionName, model => model.Description.ToJson(), (parts, json) => parts.Description = FeaturizerDescription.Parse(json)),
        // The trained form with its head, under timm's names, with the network's options in the metadata.
        new(
            WeightsName,
            (model, stream) => NetworkWeights.Save(model._scoring.Scorer.Trained, stream),
            (parts, stream) => parts.Trained = NetworkWeights.OpenState(stream, WeightsName, parts.Description!.Network)),
    ]);

    private readonly IHost _host;
    private readonly PictureScoring _scoring;

    /// <summary>Makes a featurizer of its parts.</summary>
    /// <param name="env">The environment; its settings say where the network computes.</param>
    /// <param name="description">All but the weights.</param>
    /// <param name="trained">The trained form of the network; belongs to this object from now on, even if this fails.</param>
    internal SeNetFeaturizingTransformer(IHostEnvironment env, FeaturizerDescription description, NetworkState trained)
    {
        try
        {
            Description = description.Checked();
            _host = env.Register(nameof(SeNetFeaturizingTransformer));
            _scoring = new PictureScoring(env, _host, trained, Description.Normalization, Description.Input, _ => Added, Disposed);
        }
        catch
        {
            trained.Dispose();
            throw;
        }
    }

    /// <summary>The network that the features come from.</summary>
    public NetworkOptions Network => Description.Network;

    /// <summary>How pictures are brought to the network's size.</summary>
    public EvaluationTransform Evaluation => Description.Evaluation;

    /// <summary>What convolutions compute in when pictures are scored, in calls that begin from now on. Not saved with the model.</summary>
    /// <value><see cref="ScoringPrecision.Float32"/> by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">There is no such precision.</exception>
    /// <exception cref="NotSupportedException">BFloat16 on a processor that libtorch cannot do it on.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ScoringPrecision Precision
    {
        get => _scoring.Precision;
        set => _scoring.Precision = value;
    }

    /// <summary>How many threads compute a call, on the CPU. Not saved with the model.</summary>
    /// <value>
    /// 1 or more; null, the default, for as many as libtorch has (<c>torch.set_num_threads</c>): all processors unless told otherwise.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int? Threads
    {
        get => _scoring.Threads;
        set => _scoring.Threads = value;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal FeaturizerDescription Description { get; }

    private NetworkColumn[] Added => [NetworkColumn.Vector(Description.OutputColumn, Network.FeatureCount, NetworkOutputs.Embedding)];

    /// <summary>The schema with the column of features.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <returns>The columns of <paramref name="inputSchema"/>, then a vector of F numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of pictures is missing or of another type.</exception>
    /// <exception cref="ObjectDisposedException">The featurizer was disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scoring.OutputSchema(inputSchema);

    /// <summary>Adds the features, when they are read, in batches.</summary>
    /// <param name="input">Rows with pictures; their order must be stable.</param>
    /// <returns>
    /// The rows with the added column. Reading them throws <see cref="BadPictureException"/> at a picture that cannot be read, and
    /// <see cref="ObjectDisposedException"/> once the featurizer was disposed.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of pictures is missing or of another type.</exception>
    /// <exception cref="ObjectDisposedException">The featurizer was disposed.</exception>
    public IDataView Transform(IDataView input) => _scoring.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _scoring.Mapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        using var call = _scoring.Scorer.Enter();
        s_format.Save(ctx, this);
    }

    /// <summary>
    /// Waits for running calls and frees the weights; whatever is asked of the featurizer then fails, but for what it says about itself.
    /// </summary>
    public void Dispose() => _scoring.Dispose();

    private static SeNetFeaturizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        var parts = new Parts();
        try
        {
            s_format.Load(ctx, parts);
        }
        catch
        {
            parts.Trained?.Dispose();
            throw;
        }
        return new SeNetFeaturizingTransformer(env, parts.Description!, parts.Trained!);
    }

    private static ObjectDisposedException Disposed() => new(
        nameof(SeNetFeaturizingTransformer),
        "The featurizer was disposed. A prediction engine disposes the model that it was made from: make engines that share one with "
        + "new PredictionEngineOptions { OwnsTransformer = false }, and dispose the model after the last of them.");

    /// <summary>What has been read.</summary>
    private sealed class Parts
    {
        internal FeaturizerDescription? Description { get; set; }

        internal NetworkState? Trained { get; set; }
    }
}
