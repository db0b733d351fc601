using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet;

/// <summary>One configuration of an experiment and what came of it; what <c>RunDetail</c> is in ML.NET's AutoML.</summary>
public sealed class SeResNetRun
{
    private readonly Lazy<ITransformer?> _model;

    internal SeResNetRun(Candidate candidate, SeResNetTrainer.Options options, TrialRecord record, int rungs,
        MulticlassClassificationMetrics? metrics, IEstimator<ITransformer> estimator, Func<ITransformer?> model)
    {
        (Index, Options, ValidationMetrics, Estimator) = (candidate.Index, options, metrics, estimator);
        Configuration = candidate.Configuration.Values.ToDictionary(value => value.Key, value => OptionValue.ToReadable(value.Value));
        Description = candidate.Configuration.ToString();
        Record = record;
        IsComplete = record.Rungs.Count == rungs;
        Exception = record.Failure is { } reason ? new TrialFailedException(reason) : null;
        _model = new Lazy<ITransformer?>(model);
    }

    /// <summary>The trial's number, from 0.</summary>
    public int Index { get; }

    /// <summary>The network, such as "SE-ResNet-20".</summary>
    public string TrainerName => new NetworkOptions { Variant = Options.Network, SqueezeExcitation = Options.SqueezeExcitation() }.Name;

    /// <summary>The values of the search space, by the options' names.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; }

    /// <summary>Those values in a line, such as "ReductionRatio 4", or "plain".</summary>
    public string Description { get; }

    /// <summary>All options of the trainer; a copy.</summary>
    public SeResNetTrainer.Options Options { get; }

    /// <summary>The pre-featurizer, where there is one, and the trainer: to train this configuration again on other data.</summary>
    public IEstimator<ITransformer> Estimator { get; }

    /// <summary>
    /// ML.NET's metrics on what the model was not trained on, all repetitions and folds together; null where no rung was finished.
    /// </summary>
    public MulticlassClassificationMetrics? ValidationMetrics { get; }

    /// <summary>The optimizing metric, the mean over the repetitions; NaN where no rung was finished.</summary>
    public double Value => Record.Rungs.Count == 0 ? double.NaN : Record.Rungs[^1].Value;

    /// <summary>The optimizing metric of each repetition.</summary>
    public IReadOnlyList<double> RepetitionValues => Record.Rungs.Count == 0 ? [] : Record.Rungs[^1].Repetitions;

    /// <summary>The standard deviation of <see cref="RepetitionValues"/>; null where there are fewer than two.</summary>
    public double? Spread => Record.Rungs.Count == 0 ? null : Record.Rungs[^1].Spread;

    /// <summary>The epochs that the model was trained for when it was measured.</summary>
    public int Epochs => Record.Epochs;

    /// <summary>Whether these are all epochs: not left behind, cut short or failed.</summary>
    public bool IsComplete { get; }

    /// <summary>The time that its trainings took.</summary>
    public double RuntimeInSeconds => Record.Seconds;

    /// <summary>Trainable numbers; 0 where it failed before the first measurement.</summary>
    public long Parameters => Record.Parameters;

    /// <summary>
    /// Multiply-adds for one picture, those of the scaling included, as the paper counts; 0 where it failed before the first measurement.
    /// </summary>
    public long MultiplyAdds => Record.MultiplyAdds;

    /// <summary>The median time to score one picture on this machine; null before the experiment's end and where it failed.</summary>
    public double? LatencyMilliseconds => Record.LatencyMilliseconds;

    /// <summary>Why there is no model; null where there is one.</summary>
    public TrialFailedException? Exception { get; }

    /// <summary>
    /// The trained model, behind the pre-featurizer where there is one; loaded when it is first asked for, and disposed with the result. Of
    /// several repetitions the first one's. Null where the trial failed, and of a cross-validation for all but the best run, whose model
    /// has learned from all pictures.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The result was disposed.</exception>
    public ITransformer? Model => _model.Value;

    internal TrialRecord Record { get; }

    internal void DisposeModel()
    {
        if (_model.IsValueCreated)
            (_model.Value as IDisposable)?.Dispose();
    }
}

/// <summary>Why a trial has no model. The experiment went on without it.</summary>
public sealed class TrialFailedException : Exception
{
    internal TrialFailedException(string reason)
        : base(reason)
    {
    }
}
