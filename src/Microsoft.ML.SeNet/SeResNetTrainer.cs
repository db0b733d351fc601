using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Data;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Scoring;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Trains a squeeze-and-excitation network (Hu et al., https://arxiv.org/abs/1709.01507) on labelled pictures: an ML.NET estimator. Made by
/// <see cref="SeNetCatalog"/>. Two fits with one seed (that of <see cref="MLContext"/>) give equal weights on the CPU, bit for bit.
/// </summary>
public sealed partial class SeResNetTrainer : IEstimator<SeResNetTransformer>
{
    private const string ExpectedLabel = "Key<UInt32>";

    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly Options _options;

    internal SeResNetTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        (_environment, _host, _options) = (environment, environment.Register(nameof(SeResNetTrainer)), options.Copy());
    }

    /// <summary>Trains a network on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Rows with the label and feature columns. Read once.</param>
    /// <returns>The trained network as a transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled and <see cref="OnCancel.Throw"/> holds.</exception>
    public SeResNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Training");
        using var progress = _host.StartProgressChannel("SE-ResNet");
        ComputeThreads.Ensure();
        var device = DeviceChoice.Of(_environment, channel);
        var labels = LabelVocabulary.Of(Column(input.Schema, "label", _options.LabelColumnName));
        var columns = Columns(input.Schema, classOf: null);
        var preset = Preset(columns.Pictures);
        using var pictures = Load(input, columns, preset.Evaluate, channel);
        using var validation = LoadValidation(labels, preset.Evaluate, channel);
        var (training, heldOut) = Split(pictures, labels.Count);
        CheckClasses(labels, pictures, training);
        var settings = Settings(labels, preset, device, channel);
        using var run = new TrainingRun(new TrainingJob
        {
            Settings = settings,
            Pictures = pictures,
            Training = training,
            Validation = validation is not null ? (validation, [.. Enumerable.Range(0, validation.Count)]) : heldOut.Length > 0 ? (pictures, heldOut) : null,
            Device = device,
            CheckpointPath = _options.CheckpointPath,
            CheckpointEverySteps = _options.CheckpointEverySteps,
            ReturnsWhenCancelled = _options.OnCancel == OnCancel.ReturnBest,
            Listeners = new TrainingListeners(channel, progress, _options.ProgressCallback, CheckAlive),
        });
        var network = run.Run();
        return new SeResNetTransformer(_environment, Describe(settings, labels, columns.Pictures, run.State), network);
    }

    /// <summary>The schema of the transformer that <see cref="Fit"/> will give.</summary>
    /// <param name="inputSchema">The schema of the rows to train on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = CheckedLabel(inputSchema);
        CheckFeature(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[_options.ScoreColumnName] = new SchemaShape.Column(
            _options.ScoreColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label)));
        columns[_options.PredictedLabelColumnName] = new SchemaShape.Column(
            _options.PredictedLabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(PredictedLabelAnnotations(label)));
        return new SchemaShape(columns.Values);
    }

    private static IEnumerable<SchemaShape.Column> PredictedLabelAnnotations(SchemaShape.Column label)
    {
        var annotations = AnnotationUtils.GetTrainerOutputAnnotation();
        return label.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values) ? annotations.Append(values) : annotations;
    }

    private PixelVectorSource Vectors => new(_options.PixelOffset, _options.PixelScale, _options.PixelOrder, _options.ImageSize);

    private PictureColumns Columns(DataViewSchema schema, int[]? classOf)
    {
        var feature = PictureColumn.Of(Column(schema, "feature", _options.FeatureColumnName), Vectors, _host, "inputSchema");
        var path = _options.ImagePathColumnName is { } name ? Column(schema, "image path", name).Name : null;
        return new PictureColumns(feature, _options.LabelColumnName, path, classOf);
    }

    private (TrainingTransform Train, EvaluationTransform Evaluate) Preset(PictureColumn pictures)
    {
        var isSmall = VariantRow.Of(_options.Network).Stem == StemKind.Cifar;
        return Presets.Of(_options.Augmentation, isSmall, _options.ImageSize ?? pictures.Side ?? (isSmall ? DefaultSmallImageSize : DefaultImageSize), _options.CropFraction);
    }

    private PictureSet Load(IDataView data, PictureColumns columns, EvaluationTransform stored, IChannel channel)
    {
        var reporter = new LoadingReporter(_options.ProgressCallback, _options.Epochs, data.GetRowCount());
        var set = new PictureLoader
        {
            Data = data,
            Columns = columns,
            Shrinker = () => Shrinker(stored),
            MemoryBudget = (long)_options.MemoryBudgetMegabytes << 20,
            TemporaryFolder = (_environment as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath(),
            Workers = _options.DecodingThreads ?? Environment.ProcessorCount,
            SkipsBadPictures = _options.OnBadImage == OnBadImage.Skip,
            Progress = reporter.Loaded,
            CheckAlive = CheckAlive,
        }.Load();
        reporter.Finish(set, channel);
        return set;
    }

    private static PictureShrinker Shrinker(EvaluationTransform stored)
    {
        var transformer = new PictureTransformer();
        return (decoded, into) => transformer.Store(decoded, stored, into);
    }

    private PictureSet? LoadValidation(LabelVocabulary labels, EvaluationTransform stored, IChannel channel)
    {
        if (_options.ValidationSet is not { } data)
            return null;
        CheckedLabel(SchemaShape.Create(data.Schema));
        var mapping = labels.MapFrom(LabelVocabulary.Of(Column(data.Schema, "label", _options.LabelColumnName)));
        var columns = Columns(data.Schema, mapping.Classes);
        var set = Load(data, columns, stored, channel);
        try
        {
            var unknown = Enumerable.Range(0, set.Count).Count(i => set.Label(i) < 0);
            if (unknown > 0)
                throw new InvalidOperationException($"The validation set has classes that the training data lack: expected {string.Join(", ", labels.Names)}, got {string.Join(", ", mapping.Unknown)} too ({unknown} rows). Pass both through the same MapValueToKey.");
            if (set.Count == 0)
                throw new InvalidOperationException("There is nothing to validate on: expected labelled pictures in Options.ValidationSet, got none.");
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Sets apart the validation share of each class, drawn by the seed.</summary>
    private (int[] Training, int[] HeldOut) Split(PictureSet pictures, int classes)
    {
        if (_options.ValidationFraction == 0)
            return ([.. Enumerable.Range(0, pictures.Count)], []);
        var byClass = Enumerable.Range(0, pictures.Count).ToLookup(pictures.Label);
        var heldOut = new List<int>();
        for (var label = 0; label < classes; label++)
        {
            var members = byClass[label].ToArray();
            // The same pictures whatever the training's seed: else two seeds would be judged on different ones.
            new Seeds(0).Stream("validation", label).Shuffle(members.AsSpan());
            heldOut.AddRange(members[..(int)Math.Round(members.Length * _options.ValidationFraction)]);
        }
        heldOut.Sort();
        var apart = heldOut.ToHashSet();
        return ([.. Enumerable.Range(0, pictures.Count).Where(picture => !apart.Contains(picture))], [.. heldOut]);
    }

    private TrainingSettings Settings(LabelVocabulary labels, (TrainingTransform Train, EvaluationTransform Evaluate) preset, global::TorchSharp.torch.Device device, IChannel channel) => new()
    {
        Network = NetworkOf(_options, labels.Count),
        Evaluation = preset.Evaluate,
        Crop = preset.Train.Crop,
        Flip = preset.Train.Flip,
        Normalisation = Normalisation.ImageNet,
        Epochs = _options.Epochs,
        BatchSize = _options.BatchSize,
        LearningRate = _options.LearningRate,
        FinalLearningRate = _options.FinalLearningRate,
        WarmupEpochs = _options.WarmupEpochs,
        Momentum = _options.Momentum,
        Nesterov = _options.Nesterov,
        WeightDecay = _options.WeightDecay,
        LabelSmoothing = _options.LabelSmoothing,
        GradientClipNorm = _options.GradientClipNorm,
        EarlyStoppingPatience = _options.EarlyStoppingPatience,
        Precision = Precisions.Resolve(_options.Precision, device),
        Seed = Seed(channel),
    };

    /// <summary>MLContext's seed; without one that of the checkpoint, else a fresh one.</summary>
    private long Seed(IChannel channel)
    {
        if ((_environment as IHostEnvironmentInternal)?.Seed is { } seed)
            return seed;
        if (_options.CheckpointPath is { } path && Checkpoint.SeedOf(path) is { } former)
            return former;
        var fresh = Seeds.Fresh().Seed;
        channel.Info(MessageSensitivity.None, $"No seed was given to MLContext; this training's is {fresh}.");
        return fresh;
    }

    private ModelDescription Describe(TrainingSettings settings, LabelVocabulary labels, PictureColumn pictures, TrainingState state) => new()
    {
        Network = settings.Network,
        Evaluation = settings.Evaluation,
        Normalisation = settings.Normalisation,
        Pixels = pictures.Kind == PictureKind.Pixels ? Vectors with { Side = pictures.Side } : null,
        Labels = labels,
        FeatureColumn = _options.FeatureColumnName,
        ScoreColumn = _options.ScoreColumnName,
        PredictedLabelColumn = _options.PredictedLabelColumnName,
        TrainingNotes = TrainingNotes.Of(settings, state),
    };

    private void CheckAlive()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        _host.CheckAlive();
    }
}
