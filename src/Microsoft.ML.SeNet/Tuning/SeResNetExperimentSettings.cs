using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>What an experiment searches, how, and for how long.</summary>
public sealed class SeResNetExperimentSettings
{
    internal const uint DefaultTimeInSeconds = 24 * 60 * 60;
    internal const int DefaultHalvingFactor = 3;

    /// <summary>
    /// The options of every trial, but for those that <see cref="SearchSpace"/> varies: network, epochs of a whole training, batch size and
    /// so on.
    /// </summary>
    /// <value>The trainer's defaults unless set.</value>
    /// <remarks>
    /// Columns and validation rows are <c>Execute</c>'s; there are no checkpoints to name, for the experiment has its own.
    /// </remarks>
    public SeResNetTrainer.Options TrainerOptions { get; set; } = new();

    /// <summary>What is varied.</summary>
    /// <value>r ∈ {2, 4, 8, 16, 32} unless set.</value>
    public SeResNetSearchSpace SearchSpace { get; set; } = SeResNetSearchSpace.ReductionRatios;

    /// <summary>Which configurations are tried, and for how many epochs.</summary>
    /// <value><see cref="SearchStrategy.SuccessiveHalving"/> unless set.</value>
    public SearchStrategy Strategy { get; set; }

    /// <summary>The most configurations that are tried; <see cref="IncludePlainNetwork"/> adds one.</summary>
    /// <value>At least 1. Unless set: all, or 27 of a space with ranges.</value>
    public int? MaxTrials { get; set; }

    /// <summary>In successive halving, one of so many trials goes on, and for so many times the epochs.</summary>
    /// <value>At least 2; 3 unless set.</value>
    public int HalvingFactor { get; set; } = DefaultHalvingFactor;

    /// <summary>In successive halving, the fewest epochs after which a trial may be left behind.</summary>
    /// <value>At least 1, and at most the trainer's epochs; 1 unless set.</value>
    public int MinimumEpochs { get; set; } = 1;

    /// <summary>
    /// Trainings of each configuration, each with a seed of its own. With two and more there is a spread to judge differences by.
    /// </summary>
    /// <value>At least 1; 1 unless set.</value>
    public int Repetitions { get; set; } = 1;

    /// <summary>
    /// Whether the network without squeeze and excitation is tried too, the first of all, with <see cref="TrainerOptions"/> as they are
    /// otherwise.
    /// </summary>
    /// <value>False unless set.</value>
    public bool IncludePlainNetwork { get; set; }

    /// <summary>Parts of a cross-validation, where no validation rows are given.</summary>
    /// <value>
    /// 2 or more; 1 sets a share of the pictures apart instead (<c>TrainerOptions.ValidationFraction</c>, a fifth where that is 0). Unless
    /// set: 5 below 1,000 training pictures, else 1.
    /// </value>
    public int? CrossValidationFolds { get; set; }

    /// <summary>What is optimized.</summary>
    /// <value><see cref="SeResNetMetric.MicroAccuracy"/> unless set.</value>
    public SeResNetMetric OptimizingMetric { get; set; }

    /// <summary>
    /// The time after which no training goes on, that of an interrupted experiment's finished parts included. What is finished then is the
    /// result.
    /// </summary>
    /// <value>Seconds, at least 1; a day unless set, as in ML.NET's AutoML.</value>
    public uint MaxExperimentTimeInSeconds { get; set; } = DefaultTimeInSeconds;

    /// <summary>
    /// The folder in which the experiment keeps what it has done: one that was interrupted, or even killed, goes on from there. Made where
    /// it is missing.
    /// </summary>
    /// <value>A temporary one, deleted with the result, unless set.</value>
    public string? ExperimentFolder { get; set; }

    /// <summary>Ends the experiment; what is finished then is the result.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal SeResNetExperimentSettings Copy()
    {
        var copy = (SeResNetExperimentSettings)MemberwiseClone();
        copy.TrainerOptions = TrainerOptions.Copy();
        return copy;
    }

    /// <summary>Checks everything that needs no data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Something is wrong; the message lists all of it.</exception>
    internal void Check()
    {
        var faults = new Faults(nameof(SeResNetExperiment));
        faults.RequireDefined(Strategy, nameof(Strategy));
        faults.RequireDefined(OptimizingMetric, nameof(OptimizingMetric));
        faults.Require(MaxTrials is null or >= 1, nameof(MaxTrials), "1 or more, or null", MaxTrials);
        faults.Require(HalvingFactor >= 2, nameof(HalvingFactor), "2 or more", HalvingFactor);
        faults.Require(Repetitions >= 1, nameof(Repetitions), "1 or more", Repetitions);
        faults.Require(CrossValidationFolds is null or >= 1, nameof(CrossValidationFolds), "1 or more, or null", CrossValidationFolds);
        faults.Require(MaxExperimentTimeInSeconds >= 1, nameof(MaxExperimentTimeInSeconds), "1 or more", MaxExperimentTimeInSeconds);
        faults.Require(ExperimentFolder is null || !string.IsNullOrWhiteSpace(ExperimentFolder), nameof(ExperimentFolder),
            "the name of a folder, or null", $"'{ExperimentFolder}'");
        if (faults.Require(TrainerOptions is not null, nameof(TrainerOptions), "options", null))
            CheckTrainerOptions(faults);
        if (faults.Require(SearchSpace is not null, nameof(SearchSpace), "a search space", null))
            CheckSpace(faults);
        faults.ThrowIfAny("settings");
    }

    private void CheckTrainerOptions(Faults faults)
    {
        faults.Require(TrainerOptions.Epochs >= 1, "TrainerOptions.Epochs", "1 or more", TrainerOptions.Epochs);
        faults.Require(MinimumEpochs >= 1 && MinimumEpochs <= Math.Max(1, TrainerOptions.Epochs), nameof(MinimumEpochs),
            "1 to TrainerOptions.Epochs", MinimumEpochs);
        faults.Require(TrainerOptions.CheckpointPath is null, "TrainerOptions.CheckpointPath", "null, since the experiment has its own",
            $"'{TrainerOptions.CheckpointPath}'");
        faults.Require(TrainerOptions.ValidationSet is null, "TrainerOptions.ValidationSet",
            "null, since Execute is given the validation rows", "rows");
    }

    private void CheckSpace(Faults faults)
    {
        SearchSpace.Check(faults);
        faults.Require(
            Strategy != SearchStrategy.Grid || SearchSpace.Dimensions is null
                || SearchSpace.Dimensions.All(dimension => dimension is not RangeDimension), nameof(Strategy),
            "another than Grid where a dimension is a range (or SearchDimension.Choice with the points of the grid)", Strategy);
    }
}

/// <summary>Which configurations are tried, and for how many epochs.</summary>
public enum SearchStrategy
{
    /// <summary>
    /// All begin, and after a few epochs only the best part goes on from its checkpoints, again and again, until the last few have had all
    /// epochs (Jamieson and Talwalkar, https://arxiv.org/abs/1502.07943). Most of the answer for a part of the epochs.
    /// </summary>
    SuccessiveHalving,

    /// <summary>Every configuration of a space of choices has all epochs.</summary>
    Grid,

    /// <summary>Configurations drawn by chance, each of which has all epochs.</summary>
    Random,
}
