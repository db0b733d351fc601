using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>What an experiment will try, before it has seen a picture: the candidates, their trainers and the schedule.</summary>
internal sealed class ExperimentPlan
{
    private readonly SeResNetExperimentSettings _settings;

    /// <summary>Makes the plan.</summary>
    /// <param name="environment">The trainers'.</param>
    /// <param name="settings">Checked.</param>
    /// <param name="options">The trainers' options with the columns of the data.</param>
    /// <param name="seed">Decides everything that chance does.</param>
    /// <exception cref="ArgumentOutOfRangeException">No candidate can be made.</exception>
    internal ExperimentPlan(IHostEnvironment environment, SeResNetExperimentSettings settings, SeResNetTrainer.Options options, long seed)
    {
        (_settings, Seed) = (settings, seed);
        var configurations = Candidates.Of(settings.SearchSpace, settings.Strategy, settings.MaxTrials, new Seeds(seed));
        if (settings.IncludePlainNetwork)
            configurations = [TrialConfiguration.Plain, .. configurations];
        Trials = [.. InOrder(configurations.Select(one => Candidate.Make(environment, one, options)))
            .Select((candidate, index) => candidate with { Index = index })];
        if (Trials.All(trial => trial.Trainer is null))
            throw new ArgumentOutOfRangeException(nameof(settings),
                $"No trial of the search space can be made: expected one at least, got {Trials.Count} that cannot. The first, "
                + $"{Trials[0].Configuration}: {Trials[0].Fault}");
        Schedule = settings.Strategy == SearchStrategy.SuccessiveHalving
            ? RungSchedule.Halving(options.Epochs, settings.MinimumEpochs, settings.HalvingFactor,
                Trials.Count(trial => trial.Trainer is not null))
            : RungSchedule.Full(options.Epochs);
    }

    internal long Seed { get; }

    internal IReadOnlyList<Candidate> Trials { get; }

    internal RungSchedule Schedule { get; }

    /// <summary>
    /// The seed of a repetition's trainings; that of the first is the experiment's own, so that a plain <c>Fit</c> gives the same weights.
    /// </summary>
    internal long SeedOf(int repetition) => repetition == 0 ? Seed : unchecked((long)new Seeds(Seed).Derive("repetition", repetition));

    /// <summary>A JSON object of everything that decides what the trials give, but for the time that they may take.</summary>
    /// <param name="folds">As the data have it.</param>
    /// <param name="data">What the pictures are.</param>
    /// <param name="start">The weights that trainings start from; null for fresh ones.</param>
    internal string Identity(int folds, string data, string? start)
    {
        var text = new JsonObject
        {
            ["SearchSpace"] = JsonSerializer.Serialize(_settings.SearchSpace),
            ["Strategy"] = _settings.Strategy.ToString(),
            ["MaxTrials"] = _settings.MaxTrials,
            ["ReductionFactor"] = _settings.HalvingFactor,
            ["MinimumEpochs"] = _settings.MinimumEpochs,
            ["Repetitions"] = _settings.Repetitions,
            ["IncludePlainNetwork"] = _settings.IncludePlainNetwork,
            ["OptimizingMetric"] = _settings.OptimizingMetric.ToString(),
            ["Folds"] = folds,
            ["Seed"] = Seed,
            ["Data"] = data,
            ["InitialWeights"] = start,
        };
        foreach (var (name, value) in OptionValue.Deciding(_settings.TrainerOptions))
            text[$"TrainerOptions.{name}"] = value;
        return text.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Candidates of one image size behind each other, for pictures are loaded anew where it changes.</summary>
    private static IEnumerable<Candidate> InOrder(IEnumerable<Candidate> candidates) =>
        candidates.GroupBy(candidate => (candidate.Options.ImageSize, candidate.Options.CropFraction)).SelectMany(group => group);
}

/// <summary>A configuration with its trainer.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Configuration">The values of the space.</param>
/// <param name="Options">All options.</param>
/// <param name="Trainer">Null where the options contradict themselves.</param>
/// <param name="Fault">In that case the reason.</param>
internal sealed record Candidate(int Index, TrialConfiguration Configuration, SeResNetTrainer.Options Options, SeResNetTrainer? Trainer,
    string? Fault)
{
    internal static Candidate Make(IHostEnvironment environment, TrialConfiguration configuration, SeResNetTrainer.Options options)
    {
        var applied = configuration.Apply(options);
        try
        {
            return new Candidate(0, configuration, applied, new SeResNetTrainer(environment, applied), null);
        }
        catch (ArgumentOutOfRangeException e)
        {
            return new Candidate(0, configuration, applied, null, e.Message);
        }
    }
}
