using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Searches the options of <see cref="SeResNetTrainer"/>, first of all the reduction ratio. Made by
/// <see cref="SeNetCatalog.CreateSeResNetExperiment(MulticlassClassificationCatalog, SeResNetExperimentSettings)"/>.
/// </summary>
public sealed class SeResNetExperiment
{
    private readonly MulticlassClassificationCatalog _catalog;
    private readonly IHostEnvironment _environment;
    private readonly SeResNetExperimentSettings _settings;
    private readonly TimeProvider _time;

    internal SeResNetExperiment(MulticlassClassificationCatalog catalog, SeResNetExperimentSettings settings, TimeProvider time)
    {
        settings.Check();
        (_catalog, _environment, _settings, _time) = (catalog, CatalogUtils.GetEnvironment(catalog), settings.Copy(), time);
    }

    /// <summary>Searches.</summary>
    /// <param name="trainData">Rows with labels and pictures, or with what <paramref name="preFeaturizer"/> makes them of.</param>
    /// <param name="validationData">
    /// Rows to compare the trials on; null sets a share of the training pictures apart, or cross-validates where they are few.
    /// </param>
    /// <param name="labelColumnName">The classes: a key column.</param>
    /// <param name="featureColumnName">The pictures.</param>
    /// <param name="preFeaturizer">
    /// Fitted on the training rows and put before the trainer, such as <c>MapValueToKey</c>.
    /// </param>
    /// <param name="progressHandler">Told of a trial each time that it was measured, and when it failed.</param>
    /// <returns>All runs and the best one; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No trial of the search space can be made, or a column is missing or of another type.
    /// </exception>
    /// <exception cref="InvalidDataException">The experiment folder belongs to another experiment, or is damaged.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is nothing to train or to validate on, or every trial failed; the message says why.
    /// </exception>
    /// <exception cref="TimeoutException">The time was over before any trial was measured.</exception>
    /// <exception cref="OperationCanceledException">The experiment was canceled before any trial was measured.</exception>
    /// <exception cref="IOException">The experiment folder is in use, or cannot be written.</exception>
    public SeResNetExperimentResult Execute(
        IDataView trainData,
        IDataView? validationData = null,
        string labelColumnName = SeResNetTrainer.DefaultLabelColumnName,
        string featureColumnName = SeResNetTrainer.DefaultFeatureColumnName,
        IEstimator<ITransformer>? preFeaturizer = null,
        IProgress<SeResNetRun>? progressHandler = null)
    {
        ArgumentNullException.ThrowIfNull(trainData);
        var prepare = preFeaturizer?.Fit(trainData);
        var folder = new ExperimentFolder(_settings.ExperimentFolder);
        try
        {
            using var budget = new TimeBudget(_settings, folder.Seconds, _time);
            var options = Options(labelColumnName, featureColumnName,
                validationData is null ? null : prepare?.Transform(validationData) ?? validationData, budget.Token);
            var plan = new ExperimentPlan(_environment, _settings, options, Seed(folder));
            using var cache = new PictureCache(prepare?.Transform(trainData) ?? trainData);
            return new ExperimentRun(_environment, _catalog, _settings, plan, folder, budget, _time)
            {
                Pictures = cache,
                PreFeaturizer = preFeaturizer,
                Prepared = prepare,
                Progress = progressHandler,
            }.Run();
        }
        catch
        {
            folder.Dispose();
            throw;
        }
        finally
        {
            folder.Release();
        }
    }

    private SeResNetTrainer.Options Options(string label, string feature, IDataView? validation, CancellationToken cancel)
    {
        var options = _settings.TrainerOptions.Copy();
        (options.LabelColumnName, options.FeatureColumnName) = (label, feature);
        (options.ValidationSet, options.CancellationToken) = (validation, cancel);
        // The experiment sets pictures apart in any case, but a trainer that stops early asks where they are.
        if (options is { EarlyStoppingPatience: not null, ValidationSet: null, ValidationFraction: 0 })
            options.ValidationFraction = TrialParts.DefaultFraction;
        return options;
    }

    /// <summary>MLContext's seed; without one the folder's, else a fresh one.</summary>
    private long Seed(ExperimentFolder folder) => (_environment as IHostEnvironmentInternal)?.Seed ?? folder.Seed ?? Seeds.Fresh().Seed;
}
