using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Trains a squeeze-and-excitation network (Hu et al., https://arxiv.org/abs/1709.01507) on labeled pictures: an ML.NET estimator. Made by
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
    /// <param name="input">Rows with the label and feature columns. Each picture is read once.</param>
    /// <returns>The trained network as a transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train or to validate on; the message says what lacks.</exception>
    /// <exception cref="ArgumentException">The feature column's vectors are no pictures, or the label's values of a type that no label can have.</exception>
    /// <exception cref="IOException">The checkpoint or the temporary file for pictures cannot be written.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or belongs to another training; the message says what differs.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled and <see cref="OnCancel.Throw"/> holds, or before its first step.</exception>
    public SeResNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Training");
        using var progress = _host.StartProgressChannel("SE-ResNet");
        var device = DeviceChoice.Of(_environment, channel);
        var labels = LabelVocabulary.Of(input.Schema[_options.LabelColumnName]);
        var columns = Columns(input.Schema, "inputSchema");
        var check = Validation(labels);
        var preset = Preset(columns.Pictures);
        using var initial = Initial(labels.Names);
        ReportStart(channel);
        var settings = Settings(labels, preset, device, channel) with { InitialWeights = initial?.Point };
        WarnOfTheRate(channel);
        if (_options.CheckpointPath is { } path)
            Checkpoint.CheckReady(path, settings);
        using var pictures = Load(input, columns, preset.Evaluate, channel);
        CheckClasses(labels, pictures);
        using var validation = check is null ? null : LoadValidation(check, labels, preset.Evaluate, channel, pictures.Size.InMemory);
        var (training, heldOut) = Split(pictures, labels.Count);
        var part = new TrainingPart(pictures, training, validation is not null ? (validation, [.. Enumerable.Range(0, validation.Count)]) : heldOut.Length > 0 ? (pictures, heldOut) : null);
        using var run = new TrainingRun(Job(settings, part, device, initial, new TrainingListeners(channel, progress, _options.ProgressCallback, CheckAlive)));
        var network = run.Run();
        return new SeResNetTransformer(_environment, Describe(settings, labels, columns.Pictures, run.State), NetworkState.Take(network));
    }

    /// <summary>The schema of the transformer that <see cref="Fit"/> will give.</summary>
    /// <param name="inputSchema">The schema of the rows to train on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var label = CheckedLabel(inputSchema, nameof(inputSchema));
        CheckFeature(inputSchema, nameof(inputSchema));
        CheckPath(inputSchema, nameof(inputSchema));
        var columns = inputSchema.ToDictionary(column => column.Name);
        columns[_options.ScoreColumnName] = new SchemaShape.Column(
            _options.ScoreColumnName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label)));
        columns[_options.PredictedLabelColumnName] = new SchemaShape.Column(
            _options.PredictedLabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(PredictedLabelAnnotations(label)));
        if (_options.EmbeddingColumnName is { } embedding)
            columns[embedding] = new SchemaShape.Column(embedding, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);
        return new SchemaShape(columns.Values);
    }

    private TrainingJob Job(TrainingSettings settings, TrainingPart part, global::TorchSharp.torch.Device device, InitialNetwork? initial, TrainingListeners listeners) => new()
    {
        Settings = settings,
        Pictures = part.Pictures,
        Training = part.Training,
        Validation = part.Validation,
        Device = device,
        Initial = initial,
        CheckpointPath = _options.CheckpointPath,
        CheckpointEverySteps = _options.CheckpointEverySteps,
        ReturnsWhenCanceled = _options.OnCancel == OnCancel.ReturnBest,
        Listeners = listeners,
    };

    private static IEnumerable<SchemaShape.Column> PredictedLabelAnnotations(SchemaShape.Column label)
    {
        var annotations = AnnotationUtils.GetTrainerOutputAnnotation();
        return label.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values) ? annotations.Append(values) : annotations;
    }

    private TrainingSettings Settings(LabelVocabulary labels, (TrainingTransform Train, EvaluationTransform Evaluate) preset, global::TorchSharp.torch.Device device, IChannel channel) => new()
    {
        Network = NetworkOf(_options, labels.Count),
        Evaluation = preset.Evaluate,
        Crop = preset.Train.Crop,
        Flip = preset.Train.Flip,
        ColorJitter = preset.Train.Colors,
        TrivialAugment = preset.Train.Trivial,
        RandomErasing = preset.Train.Erasing,
        Mix = preset.Train.Mix,
        Normalization = _options.InitialWeights?.Normalization ?? Normalization.ImageNet,
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
        Optimizer = _options.Optimizer,
        Beta1 = _options.Beta1,
        Beta2 = _options.Beta2,
        Epsilon = _options.Epsilon,
        Schedule = _options.Schedule,
        StepEpochs = _options.StepEpochs,
        StepFactor = _options.StepFactor,
        OneCyclePctStart = _options.OneCyclePctStart,
        OneCycleDivFactor = _options.OneCycleDivFactor,
        OneCycleFinalDivFactor = _options.OneCycleFinalDivFactor,
        EmaDecay = _options.EmaDecay,
        ClassBalance = _options.ClassBalance,
        ClassWeights = WeightsOf(labels),
        Seed = Seed(channel),
        Backbone = _options.Backbone,
        FrozenEpochs = Thaws(_options) ? _options.FrozenEpochs ?? DefaultFrozenEpochs : 0,
        LayerRateDecay = _options.LayerRateDecay,
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
        Normalization = settings.Normalization,
        Pixels = pictures.Kind == PictureKind.Pixels ? Vectors with { Side = pictures.Side } : null,
        Labels = labels,
        FeatureColumn = _options.FeatureColumnName,
        ScoreColumn = _options.ScoreColumnName,
        PredictedLabelColumn = _options.PredictedLabelColumnName,
        EmbeddingColumn = _options.EmbeddingColumnName,
        TrainingNotes = TrainingNotes.Of(settings, state),
    };

    private void CheckAlive()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        _host.CheckAlive();
    }
}
