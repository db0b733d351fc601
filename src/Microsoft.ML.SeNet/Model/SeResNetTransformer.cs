using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet;

/// <summary>
/// A trained classifier of pictures: adds the predicted label and the probability of each label. Made by
/// <see cref="SeResNetTrainer.Fit(IDataView)"/>, or read by
/// <c>mlContext.Model.Load</c>. For any number of threads. Holds native memory until it is disposed.
/// </summary>
public sealed partial class SeResNetTransformer : ITransformer, IDisposable
{
    private readonly IHost _host;
    private readonly PictureScoring _scoring;

    /// <summary>Makes a model of its parts.</summary>
    /// <param name="env">The environment; its settings say where the network computes.</param>
    /// <param name="description">All but the weights.</param>
    /// <param name="trained">The trained form of the network; belongs to this object from now on, even if this fails.</param>
    internal SeResNetTransformer(IHostEnvironment env, ModelDescription description, NetworkState trained)
    {
        try
        {
            Description = description.Checked();
            _host = env.Register(nameof(SeResNetTransformer));
            _scoring = new PictureScoring(
                env,
                _host,
                trained,
                Description.Normalization,
                Description.Input,
                schema => ClassifierColumns.Of(Description, schema),
                Disposed);
        }
        catch
        {
            trained.Dispose();
            throw;
        }
    }

    /// <summary>Which network this is.</summary>
    public NetworkOptions Network => Description.Network;

    /// <summary>The labels as texts, in the order of the scores.</summary>
    public IReadOnlyList<string> Labels => Description.Labels.Names;

    /// <summary>How pictures are brought to the network's size, S × S pixels.</summary>
    public EvaluationTransform Evaluation => Description.Evaluation;

    /// <summary>How the model came to be: the library's version, epochs, seed and the like. For people; nothing reads it.</summary>
    public IReadOnlyDictionary<string, string> TrainingNotes => Description.TrainingNotes;

    /// <summary>The model's weights and what belongs to them, to train on from, to make features with, or to save as a file.</summary>
    public SeNetWeights Weights => new("the given model", Network, Description.Surroundings, _scoring.CopyOfNetwork);

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

    internal ModelDescription Description { get; }

    /// <summary>The weights and statistics that were trained.</summary>
    internal NetworkState Trained => _scoring.Scorer.Trained;

    /// <summary>What <see cref="Weights"/> gives: a model stands for its weights wherever weights are wanted.</summary>
    /// <param name="model">The model; null for none.</param>
    [return: NotNullIfNotNull(nameof(model))]
    public static implicit operator SeNetWeights?(SeResNetTransformer? model) => model?.Weights;

    /// <summary>Parameters and multiply-adds for one picture.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public NetworkSummary Summary()
    {
        using var call = _scoring.Scorer.Enter();
        using var shapes = new SeResNet(Network, META);
        return NetworkSummary.Of(shapes, Evaluation.ImageSize, Evaluation.ImageSize);
    }

    /// <summary>The most probable labels of a row, the most probable first.</summary>
    /// <param name="scores">The score column of one row: a number for each label, in the order of <see cref="Labels"/>.</param>
    /// <param name="count">How many, 1 or more; all where there are fewer.</param>
    /// <exception cref="ArgumentException">There is not one score for each label.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public IReadOnlyList<LabelProbability> TopPredictions(VBuffer<float> scores, int count = ScoreRanking.DefaultCount)
    {
        var dense = new float[scores.Length];
        scores.CopyTo(dense);
        return TopPredictions(dense, count);
    }

    /// <inheritdoc cref="TopPredictions(VBuffer{float}, int)"/>
    public IReadOnlyList<LabelProbability> TopPredictions(ReadOnlySpan<float> scores, int count = ScoreRanking.DefaultCount) =>
        ScoreRanking.Named(Labels, scores, count);

    /// <summary>The schema with the columns that the model adds.</summary>
    /// <param name="inputSchema">The schema of what is to be scored.</param>
    /// <returns>
    /// The columns of <paramref name="inputSchema"/>, then the predicted label (a key), the scores (K) and the embedding (F), where it is
    /// asked for.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of pictures is missing or of another type.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _scoring.OutputSchema(inputSchema);

    /// <summary>Scores data, when it is read, in batches.</summary>
    /// <param name="input">What is to be scored; the order of its rows must be stable.</param>
    /// <returns>
    /// The rows of <paramref name="input"/> with the added columns. Reading them throws <see cref="BadPictureException"/> at a picture that
    /// cannot be
    /// read, and <see cref="ObjectDisposedException"/> once the model was disposed.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of pictures is missing or of another type.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IDataView Transform(IDataView input) => _scoring.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => _scoring.Mapper(inputSchema);

    /// <inheritdoc cref="SeNetWeights.SaveAsOnnx(string, OnnxExportOptions?)"/>
    public void SaveAsOnnx(string path, OnnxExportOptions? options = null) => Weights.SaveAsOnnx(path, options);

    /// <inheritdoc cref="SeNetWeights.SaveAsOnnx(Stream, OnnxExportOptions?)"/>
    public void SaveAsOnnx(Stream stream, OnnxExportOptions? options = null) => Weights.SaveAsOnnx(stream, options);

    /// <summary>
    /// Waits for running calls and frees the weights; whatever is asked of the model then fails, but for what it says about itself.
    /// </summary>
    public void Dispose() => _scoring.Dispose();

    private static ObjectDisposedException Disposed() => new(
        nameof(SeResNetTransformer),
        "The model was disposed. A prediction engine disposes the model that it was made from: make engines that share one with "
        + "new PredictionEngineOptions { OwnsTransformer = false }, and dispose the model after the last of them.");
}
