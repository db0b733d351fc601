using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Trainer;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Trains a squeeze-and-excitation network (Hu et al., https://arxiv.org/abs/1709.01507) on labeled pictures: an ML.NET estimator. Made by
/// <see cref="SeNetCatalog"/>. Two fits with one seed (that of <see cref="MLContext"/>) give equal weights on the CPU, bit for bit.
/// </summary>
public sealed partial class SeResNetTrainer : IEstimator<SeResNetTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IHost _host;
    private readonly Options _options;
    private readonly TrainerColumns _columns;

    internal SeResNetTrainer(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        OptionChecks.Check(options);
        (_environment, _host, _options) = (environment, environment.Register(nameof(SeResNetTrainer)), options.Copy());
        _columns = new TrainerColumns(_host, _options);
    }

    private ValidationRows? ValidationSet =>
        _options.ValidationSet is { } data ? new ValidationRows(data, "options.ValidationSet", "Options.ValidationSet") : null;

    /// <summary>Trains a network on the rows of <paramref name="input"/>.</summary>
    /// <param name="input">Rows with the label and feature columns. Each picture is read once.</param>
    /// <returns>The trained network as a transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train or to validate on; the message says what lacks.</exception>
    /// <exception cref="ArgumentException">
    /// The feature column's vectors are no pictures, or the label's values of a type that no label can have.
    /// </exception>
    /// <exception cref="IOException">The checkpoint or the temporary file for pictures cannot be written.</exception>
    /// <exception cref="InvalidDataException">
    /// The checkpoint is damaged or belongs to another training; the message says what differs.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The training was canceled and <see cref="OnCancel.Throw"/> holds, or before its first step.
    /// </exception>
    public SeResNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_options is { EarlyStoppingPatience: { } patience, ValidationSet: null, ValidationFraction: 0 })
            throw new InvalidOperationException(
                "Options.EarlyStoppingPatience: expected null where there is neither Options.ValidationSet nor "
                + $"Options.ValidationFraction, got {patience}. Set one of them, or give Fit the rows to validate on too.");
        return Fit(input, ValidationSet);
    }

    /// <summary>
    /// Trains a network on the rows of <paramref name="trainData"/> and validates it on those of <paramref name="validationData"/> after
    /// each epoch.
    /// </summary>
    /// <param name="trainData">Rows with the label and feature columns. Each picture is read once.</param>
    /// <param name="validationData">
    /// Rows that have passed the same upstream transforms, in the place of <see cref="Options.ValidationSet"/>.
    /// </param>
    /// <returns>
    /// The trained network with the weights of the epoch that validated best, as a transformer, which the caller disposes.
    /// </returns>
    /// <remarks>Throws what <see cref="Fit(IDataView)"/> throws.</remarks>
    /// <exception cref="ArgumentException">
    /// The options have a <see cref="Options.ValidationSet"/> or a <see cref="Options.ValidationFraction"/> too.
    /// </exception>
    public SeResNetTransformer Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        ArgumentNullException.ThrowIfNull(validationData);
        if (_options.ValidationSet is not null)
            throw new ArgumentException(
                "The rows to validate on are given twice: expected no Options.ValidationSet where Fit is given validationData, got both. "
                + "Leave one of them out.", nameof(validationData));
        if (_options.ValidationFraction != 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"Options.ValidationFraction: expected 0 where Fit is given validationData, got {_options.ValidationFraction}. Leave one "
                + $"of them out."), nameof(validationData));
        return Fit(trainData, new ValidationRows(validationData, nameof(validationData), nameof(validationData)));
    }

    /// <summary>
    /// Looks for a learning rate (Smith, https://arxiv.org/abs/1506.01186, section 3.3): trains for some steps, the rate rising from step
    /// to step, and watches the loss. Ends early where the smoothed loss exceeds four times its best or is no longer a number.
    /// </summary>
    /// <param name="input">Rows with the label and feature columns, as for <see cref="Fit(IDataView)"/>.</param>
    /// <param name="options">The rates to try; null for the defaults.</param>
    /// <returns>The curve and, where the loss falls, a rate that is fair as <see cref="TrainingOptions.LearningRate"/>.</returns>
    /// <remarks>
    /// Everything is as <see cref="Fit(IDataView)"/> would have it but for the schedule: network, optimizer, batches, augmentation and
    /// seed. No checkpoint is read or written, nothing is validated, and the weights are thrown away. Pictures that
    /// <see cref="Options.ValidationFraction"/> sets apart are not learned from. Where parts are frozen at first, the rate is one for that
    /// phase. The callback is told of each step, with the smoothed loss.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option is out of its range, or a column is missing or of another type, in ML.NET's wording.
    /// </exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on; the message says what lacks.</exception>
    /// <exception cref="OperationCanceledException">The search was canceled.</exception>
    public LearningRateCurve FindLearningRate(IDataView input, LearningRateFinderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        var wanted = (options ?? new LearningRateFinderOptions()).Checked();
        if (_options.Backbone == BackboneTraining.Frozen)
            throw new InvalidOperationException(
                $"There is no learning rate to look for: expected an Options.Backbone with which something is trained, got "
                + $"{BackboneTraining.Frozen}, with which the fully connected layer is solved. Fit needs no rate then.");
        using var preparation = Prepare(input, "Learning rate", "Learning rate");
        var rows = preparation.Rows(input, validation: null);
        using var initial = preparation.Initial(rows.Labels);
        var settings = preparation.Settings(rows.Labels, rows.Columns.Pictures, initial, preparation.Seed(checkpoint: null));
        using var pictures = preparation.Load(rows);
        var job = preparation.Job(settings, preparation.Divide(pictures) with { Validation = null }, initial);
        using var setup = new TrainingSetup(job);
        if (BackbonePhases.Of(settings).BeginsWithHead)
            setup.SolveHead(job);
        return new LearningRateFinder(wanted).Run(setup, preparation.Listeners);
    }

    /// <summary>The schema of the transformer that <see cref="Fit(IDataView)"/> will give.</summary>
    /// <param name="inputSchema">The schema of the rows to train on.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _columns.Output(inputSchema, nameof(inputSchema));
    }

    private SeResNetTransformer Fit(IDataView input, ValidationRows? validation)
    {
        using var preparation = Prepare(input, "Training", "SE-ResNet");
        var rows = preparation.Rows(input, validation);
        using var initial = preparation.Initial(rows.Labels);
        preparation.TellOfTheStart();
        var settings = preparation.Settings(rows.Labels, rows.Columns.Pictures, initial, preparation.Seed(_options.CheckpointPath));
        if (_options.CheckpointPath is { } path)
            Checkpoint.CheckReady(path, settings);
        using var pictures = preparation.Load(rows);
        var (network, state) = TrainingRun.Of(preparation.Job(settings, preparation.Divide(pictures), initial));
        return new SeResNetTransformer(_environment, Describe(settings, pictures, state), NetworkState.Take(network));
    }

    /// <summary>Begins a preparation once the schema of the rows to train on is checked.</summary>
    private Preparation Prepare(IDataView input, string activity, string progress)
    {
        _columns.Check(SchemaShape.Create(input.Schema), "inputSchema");
        return new Preparation(_environment, _host, _options, activity, progress);
    }

    private ModelDescription Describe(TrainingSettings settings, SharedPictures pictures, TrainingState state) => new()
    {
        Network = settings.Network,
        Evaluation = settings.Evaluation,
        Normalization = settings.Normalization,
        Pixels = pictures.Column.Kind == PictureKind.Pixels ? _columns.Vectors with { Side = pictures.Column.Side } : null,
        Labels = pictures.Labels,
        FeatureColumn = _options.FeatureColumnName,
        ScoreColumn = _options.ScoreColumnName,
        PredictedLabelColumn = _options.PredictedLabelColumnName,
        EmbeddingColumn = _options.EmbeddingColumnName,
        TrainingNotes = TrainingNotes.Of(settings, state, _options.Note),
    };
}
