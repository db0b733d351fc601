using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;
using Options = Microsoft.ML.SeNet.SeResNetTrainer.Options;

namespace Microsoft.ML.SeNet.Trainer;

/// <summary>
/// From rows to what a training is given, for <c>Fit</c>, the learning-rate finder and the trainings of a search alike: schemas and labels
/// first, then settings, so that what can be wrong is told before a picture is read; then the pictures, and which of them are learned from.
/// </summary>
internal sealed class Preparation : IDisposable
{
    private const string InputParameter = "inputSchema";
    private const double HighestUsualAdamRate = 0.01;

    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly Options _options;
    private readonly TrainerColumns _columns;
    private readonly IChannel _channel;
    private readonly IProgressChannel _progress;
    private readonly global::TorchSharp.torch.Device _device;

    /// <summary>Opens the channels and chooses the device.</summary>
    /// <param name="environment">The catalog's.</param>
    /// <param name="host">The trainer's.</param>
    /// <param name="options">The trainer's.</param>
    /// <param name="activity">What the log calls this.</param>
    /// <param name="progress">What ML.NET's progress calls it.</param>
    internal Preparation(IHostEnvironment environment, IHost host, Options options, string activity, string progress)
    {
        (_environment, _host, _options, _columns) = (environment, host, options, new TrainerColumns(host, options));
        (_channel, _progress) = (host.Start(activity), host.StartProgressChannel(progress));
        try
        {
            _device = DeviceChoice.Of(environment, _channel);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal TrainingListeners Listeners => new(_channel, _progress, _options.ProgressCallback, CheckAlive);

    public void Dispose()
    {
        _progress.Dispose();
        _channel.Dispose();
    }

    /// <summary>Reads the labels, and no picture.</summary>
    /// <param name="input">The rows to train on, whose schema is checked.</param>
    /// <param name="validation">Those to validate on; null for none.</param>
    internal PreparedRows Rows(IDataView input, ValidationRows? validation)
    {
        var labels = LabelVocabulary.Of(input.Schema[_options.LabelColumnName]);
        var training = _columns.Of(input.Schema, InputParameter);
        return new PreparedRows(labels, input, training, validation is null ? null : Mapped(validation, labels));
    }

    /// <summary>The weights to start from, read; null for fresh ones.</summary>
    internal InitialNetwork? Initial(LabelVocabulary labels) =>
        _options.InitialWeights is { } weights ? new InitialNetwork(weights, labels.Names) : null;

    /// <summary>Tells what may surprise about the start of the training.</summary>
    internal void TellOfTheStart()
    {
        if (_options.StartsExcitationsAnew())
            _channel.Info(
                MessageSensitivity.None,
                $"The initial weights are those of {_options.InitialWeights!.Network.Name}, a plain network: squeeze and excitation "
                + "starts from the seed, since with this placement and gate it cannot begin as the identity.");
        // A rate for SGD makes no AdamW training fail, only bad: worth a word.
        if (_options.Optimizer == TrainingOptimizer.AdamW && _options.LearningRate > HighestUsualAdamRate)
            _channel.Warning(
                MessageSensitivity.None,
                string.Create(CultureInfo.InvariantCulture,
                    $"Options.LearningRate is {_options.LearningRate}, which is much for AdamW. 0.001 is a fair start, and "
                    + $"FindLearningRate looks for a better one."));
    }

    /// <summary>MLContext's seed; without one that of the checkpoint, else a fresh one.</summary>
    /// <param name="checkpoint">The checkpoint to go on from; null for none.</param>
    internal long Seed(string? checkpoint)
    {
        if ((_environment as IHostEnvironmentInternal)?.Seed is { } seed)
            return seed;
        if (checkpoint is not null && Checkpoint.SeedOf(checkpoint) is { } former)
            return former;
        var fresh = Seeds.Fresh().Seed;
        _channel.Info(MessageSensitivity.None, $"No seed was given to MLContext; this training's is {fresh}.");
        return fresh;
    }

    /// <summary>What decides the training's result, the pictures apart.</summary>
    internal TrainingSettings Settings(LabelVocabulary labels, PictureColumn pictures, InitialNetwork? initial, long seed)
    {
        var (train, evaluate) = _options.Transforms(pictures.Side);
        return new TrainingSettings
        {
            Options = _options,
            Network = _options.NetworkOf(labels.Count),
            Transform = train,
            Evaluation = evaluate,
            Normalization = _options.InitialWeights?.Normalization ?? Normalization.ImageNet,
            Precision = MixedPrecision.Resolve(_options.Precision, _device),
            ClassWeights = WeightsOf(labels),
            FrozenEpochs = _options.FrozenEpochsOrDefault,
            Seed = seed,
            InitialWeights = initial?.Point,
        };
    }

    /// <summary>Reads each picture once, and sees that there are enough.</summary>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train or to validate on; the message says what lacks.</exception>
    internal SharedPictures Load(PreparedRows rows)
    {
        var stored = _options.Transforms(rows.Columns.Pictures.Side).Evaluate;
        var pictures = Load(rows.Data, rows.Columns, stored, usedMemory: 0);
        try
        {
            CheckClasses(rows.Labels, pictures);
            var validation = rows.Validation is { } given ? LoadValidation(given, rows.Labels, stored, pictures.Size.InMemory) : null;
            return new SharedPictures(rows.Labels, rows.Columns.Pictures, pictures, validation);
        }
        catch
        {
            pictures.Dispose();
            throw;
        }
    }

    /// <summary>Sets apart the validation share of each class, where there is no set to validate on.</summary>
    internal TrainingPart Divide(SharedPictures shared)
    {
        if (_options.ValidationFraction == 0)
            return shared.Whole;
        var heldOut = shared.Share(_options.ValidationFraction);
        if (heldOut.Count == 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"There is nothing to validate on: expected Options.ValidationFraction to set apart a picture of some class at least, "
                + $"got none with {_options.ValidationFraction} of {shared.Pictures.Count} pictures in {shared.Labels.Count} classes. "
                + $"Raise it or add pictures."));
        return shared.HoldingOut(heldOut.Contains);
    }

    /// <summary>The training that is prepared.</summary>
    internal TrainingJob Job(TrainingSettings settings, TrainingPart part, InitialNetwork? initial) => new()
    {
        Settings = settings,
        Part = part,
        Device = _device,
        Initial = initial,
        CheckpointPath = _options.CheckpointPath,
        CheckpointEverySteps = _options.CheckpointEverySteps,
        ReturnsWhenCanceled = _options.OnCancel == OnCancel.ReturnBest,
        Listeners = Listeners,
    };

    private MappedRows Mapped(ValidationRows validation, LabelVocabulary labels)
    {
        var schema = validation.Data.Schema;
        _columns.Check(SchemaShape.Create(schema), validation.Parameter);
        var mapping = labels.MapFrom(LabelVocabulary.Of(schema[_options.LabelColumnName]));
        return new MappedRows(validation, _columns.Of(schema, validation.Parameter, mapping.Classes), mapping.Unknown);
    }

    /// <summary>The weights of the classes in their order; null where the options have none.</summary>
    private double[]? WeightsOf(LabelVocabulary labels)
    {
        if (_options.ClassWeights is not { } weights)
            return null;
        string[] faults =
        [
            .. labels.Names.Where(name => !weights.ContainsKey(name)).Select(name => $"none for '{name}'"),
            .. weights.Keys.Except(labels.Names).Select(name => $"one for '{name}', which is no class"),
        ];
        if (faults.Length > 0)
            throw new InvalidOperationException(
                "Options.ClassWeights: expected a weight for each of the classes "
                + $"{string.Join(", ", labels.Names.Select(name => $"'{name}'"))}, got {string.Join(", ", faults)}. Name the classes as "
                + "the label column does.");
        return [.. labels.Names.Select(name => weights[name])];
    }

    private PictureSet Load(IDataView data, PictureColumns columns, EvaluationTransform stored, long usedMemory)
    {
        var reporter = new LoadingReporter(_options.ProgressCallback, _options.Epochs, data.GetRowCount());
        var set = new PictureLoader
        {
            Data = data,
            Columns = columns,
            Shrinker = () => Shrinker(stored),
            MemoryBudget = ((long)_options.MemoryBudgetMegabytes << 20) - usedMemory,
            TemporaryFolder = (_environment as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath(),
            Workers = _options.DecodingThreads ?? Environment.ProcessorCount,
            SkipsBadPictures = _options.OnBadImage == OnBadImage.Skip,
            Progress = reporter.Loaded,
            CheckAlive = CheckAlive,
        }.Load();
        try
        {
            reporter.Finish(set, _channel);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private static PictureShrinker Shrinker(EvaluationTransform stored)
    {
        var transformer = new PictureTransformer();
        return (decoded, into) => transformer.Store(decoded, stored, into);
    }

    private PictureSet LoadValidation(MappedRows rows, LabelVocabulary labels, EvaluationTransform stored, long usedMemory)
    {
        var set = Load(rows.Given.Data, rows.Columns, stored, usedMemory);
        try
        {
            CheckValidation(rows, labels, set);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private static void CheckValidation(MappedRows rows, LabelVocabulary labels, PictureSet set)
    {
        var unknown = Enumerable.Range(0, set.Count).Count(i => set.Label(i) < 0);
        if (unknown > 0)
            throw new InvalidOperationException(
                $"The validation set has classes that the training data lack: expected {string.Join(", ", labels.Names)}, got "
                + $"{string.Join(", ", rows.Unknown)} too ({unknown} rows). Pass both through the same MapValueToKey.");
        if (set.Count == 0)
            throw new InvalidOperationException(
                $"There is nothing to validate on: expected labeled pictures in {rows.Given.Name}, got none ({set.WithoutLabel} rows "
                + $"without a label, {set.Skipped.Count} pictures that cannot be read).");
    }

    /// <summary>A network learns to tell two classes at least, each from pictures of its own.</summary>
    private static void CheckClasses(LabelVocabulary labels, PictureSet pictures)
    {
        if (pictures.Count == 0)
            throw new InvalidOperationException(
                $"There is nothing to train on: expected labeled pictures, got none ({pictures.WithoutLabel} rows without a label, "
                + $"{pictures.Skipped.Count} pictures that cannot be read).");
        if (labels.Count < 2)
            throw new InvalidOperationException(
                $"There is nothing to tell apart: expected two classes or more, got one, '{labels.Names[0]}'. Add pictures of something "
                + "else.");
        var counts = new int[labels.Count];
        for (var picture = 0; picture < pictures.Count; picture++)
            counts[pictures.Label(picture)]++;
        var without = labels.Names.Where((_, i) => counts[i] == 0).Select(name => $"'{name}'").ToList();
        if (without.Count > 0)
            throw new InvalidOperationException(
                $"Classes without training pictures: expected pictures of all {labels.Count} classes, got none of "
                + $"{string.Join(", ", without)}. Add some, or make the keys from the training rows only.");
    }

    private void CheckAlive()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        _host.CheckAlive();
    }
}
