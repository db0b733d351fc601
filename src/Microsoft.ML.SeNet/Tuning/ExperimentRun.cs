using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Trainer;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>One execution of an experiment, from what its folder has to the result.</summary>
internal sealed class ExperimentRun
{
    private readonly IHostEnvironment _environment;
    private readonly MulticlassClassificationCatalog _catalog;
    private readonly SeResNetExperimentSettings _settings;
    private readonly ExperimentPlan _plan;
    private readonly ExperimentFolder _folder;
    private readonly TimeBudget _budget;
    private readonly TimeProvider _time;
    private readonly TrialTrainer _trainer;
    private readonly TrialRecord[] _records;
    private int _folds = 1;

    internal ExperimentRun(
        IHostEnvironment environment, MulticlassClassificationCatalog catalog, SeResNetExperimentSettings settings, ExperimentPlan plan,
        ExperimentFolder folder, TimeBudget budget, TimeProvider time)
    {
        (_environment, _catalog, _settings, _plan, _folder, _budget, _time) = (environment, catalog, settings, plan, folder, budget, time);
        _trainer = new TrialTrainer(environment, catalog, settings, plan, folder, time);
        _records = [.. plan.Trials.Select(New)];
    }

    internal required PictureCache Pictures { get; init; }

    internal required IEstimator<ITransformer>? PreFeaturizer { get; init; }

    internal required ITransformer? Prepared { get; init; }

    internal required IProgress<SeResNetRun>? Progress { get; init; }

    internal SeResNetExperimentResult Run()
    {
        var pictures = FirstPictures();
        _folds = TrialParts.FoldsFor(pictures, _settings.CrossValidationFolds);
        _folder.Claim(_plan.Identity(_folds, Fingerprint(pictures), FirstTrainer.StartOf(pictures.Labels)?.Sha256));
        foreach (var trial in _plan.Trials)
            _records[trial.Index] = _folder.Load(trial.Index) ?? _records[trial.Index];
        var end = Climb();
        ThrowIfNothingIsMeasured(end);
        MeasureLatencies(pictures.Labels);
        var runs = _plan.Trials.Select(trial => RunOf(trial, isFinal: true)).ToList();
        if (_folds > 1 && end == ExperimentEnd.Completed)
            end = Refit(SeResNetExperimentResult.Best(runs, _settings.OptimizingMetric));
        if (end == ExperimentEnd.Completed)
            _folder.DeleteCheckpoints();
        return new SeResNetExperimentResult(runs, _settings.OptimizingMetric, end, _folder);
    }

    private SeResNetTrainer FirstTrainer => _plan.Trials.First(trial => trial.Trainer is not null).Trainer!;

    private SharedPictures FirstPictures()
    {
        try
        {
            return Pictures.For(FirstTrainer);
        }
        catch (OperationCanceledException)
        {
            throw NoResult(_budget.End);
        }
    }

    /// <summary>Trains whatever the schedule asks for, until there is nothing left or no time.</summary>
    private ExperimentEnd Climb()
    {
        while (_plan.Schedule.Next([.. _records.Select(record => record.Progress(_settings.OptimizingMetric))]) is { } step)
        {
            if (_budget.Token.IsCancellationRequested)
                return _budget.End;
            try
            {
                var trial = _plan.Trials[step.Trial];
                _records[step.Trial] = _trainer.Climb(_records[step.Trial], step, Pictures.For(trial.Trainer!), Parts(trial));
            }
            catch (OperationCanceledException)
            {
                return _budget.End;
            }
            _folder.Save(_records[step.Trial]);
            Progress?.Report(RunOf(_plan.Trials[step.Trial], isFinal: false));
        }
        return ExperimentEnd.Completed;
    }

    private TrialRecord New(Candidate trial) =>
        new() { Index = trial.Index, Configuration = trial.Configuration.Values, Failure = trial.Fault };

    private IReadOnlyList<TrainingPart> Parts(Candidate trial) =>
        TrialParts.Of(Pictures.For(trial.Trainer!), _folds, _settings.TrainerOptions.ValidationFraction);

    /// <summary>Once for each trial: a later call finds the time in the folder.</summary>
    private void MeasureLatencies(LabelVocabulary labels)
    {
        using var channel = _environment.Register(nameof(SeResNetExperiment)).Start("Latency");
        var device = DeviceChoice.Of(_environment, channel);
        var meter = new LatencyMeter(_time);
        foreach (var record in _records.Where(record => record is { Failure: null, LatencyMilliseconds: null, Rungs.Count: > 0 }).ToList())
        {
            var model = ModelDescription.Parse(record.Description!, labels);
            _records[record.Index] = record with { LatencyMilliseconds = meter.Measure(model.Network, model.Evaluation.ImageSize, device) };
            _folder.Save(_records[record.Index]);
        }
    }

    private SeResNetRun RunOf(Candidate trial, bool isFinal)
    {
        var record = _records[trial.Index];
        var (options, estimator) = ForTheUser(trial);
        if (record.Rungs.Count == 0 || trial.Trainer is null)
            return new SeResNetRun(trial, options, record, _plan.Schedule.Epochs.Count, null, estimator, () => null);
        var pictures = Pictures.Present;
        var metrics = _trainer.Metrics(record, pictures, TrialParts.Of(pictures, _folds, _settings.TrainerOptions.ValidationFraction));
        var labels = pictures.Labels;
        return new SeResNetRun(trial, options, record, _plan.Schedule.Epochs.Count, metrics, estimator,
            () => isFinal ? Model(record, labels) : null);
    }

    /// <summary>The options and the pipeline of a trial, which the end of the experiment does not cancel.</summary>
    private (SeResNetTrainer.Options Options, IEstimator<ITransformer> Estimator) ForTheUser(Candidate trial)
    {
        var options = trial.Options.Copy();
        options.CancellationToken = _settings.TrainerOptions.CancellationToken;
        var chain = new EstimatorChain<ITransformer>();
        if (PreFeaturizer is not null)
            chain = chain.Append(PreFeaturizer);
        return (options, trial.Trainer is null ? chain : chain.Append<ITransformer>(new SeResNetTrainer(_environment, options)));
    }

    private ITransformer? Model(TrialRecord record, LabelVocabulary labels)
    {
        ObjectDisposedException.ThrowIf(_folder.IsDisposed, typeof(SeResNetExperimentResult));
        var path = _folds > 1 ? _folder.RefitOf(record.Index) : _folder.WeightsOf(record.Index, record.Epochs);
        if (record.Failure is not null || (_folds > 1 && !File.Exists(path)))
            return null;
        var network = NetworkWeights.Open(path);
        var model = new SeResNetTransformer(_environment, ModelDescription.Parse(record.Description!, labels), NetworkState.Take(network));
        return Prepared is null ? model : new TransformerChain<ITransformer>(Prepared, model);
    }

    /// <summary>The best of a cross-validation learns from all pictures.</summary>
    private ExperimentEnd Refit(SeResNetRun best)
    {
        try
        {
            _trainer.Refit(best.Index, Pictures.For(_plan.Trials[best.Index].Trainer!));
            return ExperimentEnd.Completed;
        }
        catch (OperationCanceledException)
        {
            return _budget.End;
        }
    }

    private void ThrowIfNothingIsMeasured(ExperimentEnd end)
    {
        if (!_records.Any(record => record is { Failure: null, Rungs.Count: > 0 }))
            throw NoResult(end);
    }

    private Exception NoResult(ExperimentEnd end)
    {
        var failures = string.Concat(_records.Where(record => record.Failure is not null).Select(record =>
            $" Trial {record.Index}, {_plan.Trials[record.Index].Configuration}: {record.Failure}"));
        var first = _plan.Schedule.Epochs[0];
        return end switch
        {
            ExperimentEnd.TimeBudget => new TimeoutException(
                $"The experiment has no result: expected the first {first} epochs of a trial in MaxExperimentTimeInSeconds = "
                + $"{_settings.MaxExperimentTimeInSeconds}, got none. Raise it, or take fewer pictures or a smaller network.{failures}"),
            ExperimentEnd.Canceled => new OperationCanceledException(
                $"The experiment was canceled before the first {first} epochs of a trial were done: there is no result.{failures}"),
            _ => new InvalidOperationException($"The experiment has no result: every trial failed.{failures}"),
        };
    }

    private static string Fingerprint(SharedPictures pictures)
    {
        var text = $"{pictures.Pictures.Count} pictures of SHA-256 {pictures.Pictures.Fingerprint()}";
        return pictures.Validation is { } validation
            ? $"{text}, validation on {validation.Count} of SHA-256 {validation.Fingerprint()}"
            : text;
    }
}

/// <summary>When an experiment has to end: the user's token, or the time that it may take, less what the folder's
/// finished trainings took.</summary>
internal sealed class TimeBudget : IDisposable
{
    private readonly CancellationToken _user;
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the clock.</summary>
    /// <param name="settings">The time and the tokens.</param>
    /// <param name="spent">Seconds that are spent already.</param>
    /// <param name="time">The clock.</param>
    internal TimeBudget(SeResNetExperimentSettings settings, double spent, TimeProvider time)
    {
        _user = settings.CancellationToken;
        // A timer takes no more than about 49 days.
        var left = Math.Clamp(settings.MaxExperimentTimeInSeconds - spent, 0, int.MaxValue / 1000);
        _clock = new CancellationTokenSource(TimeSpan.FromSeconds(left), time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_user, _clock.Token, settings.TrainerOptions.CancellationToken);
    }

    internal CancellationToken Token => _either.Token;

    /// <summary>What ended the experiment, once the token was canceled.</summary>
    internal ExperimentEnd End =>
        _clock.IsCancellationRequested && !_user.IsCancellationRequested ? ExperimentEnd.TimeBudget : ExperimentEnd.Canceled;

    public void Dispose()
    {
        _either.Dispose();
        _clock.Dispose();
    }
}
