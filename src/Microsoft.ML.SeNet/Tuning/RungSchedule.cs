namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// Which trial trains next, up to which epoch: a pure function of what is finished, so that it can be tried on recorded learning curves.
/// Successive halving (Jamieson and Talwalkar, https://arxiv.org/abs/1502.07943): all trials climb the first rung, the best share of them
/// the next, and so on. With one rung it is a plain search.
/// </summary>
/// <param name="Epochs">The epochs at which trials are compared, rising; the last is the whole training.</param>
/// <param name="ReductionFactor">Of so many trials one goes on, rounded up.</param>
internal sealed record RungSchedule(IReadOnlyList<int> Epochs, int ReductionFactor)
{
    /// <summary>Every trial has all epochs.</summary>
    internal static RungSchedule Full(int epochs) => new([epochs], 1);

    /// <summary>As many rungs as leave at least one trial at the top, each with the factor's share of the next one's epochs.</summary>
    /// <param name="epochs">Of a whole training.</param>
    /// <param name="minimumEpochs">The lowest rung is not lower.</param>
    /// <param name="reductionFactor">2 or more.</param>
    /// <param name="trials">How many begin.</param>
    internal static RungSchedule Halving(int epochs, int minimumEpochs, int reductionFactor, int trials)
    {
        var rungs = new List<int> { epochs };
        for (long share = reductionFactor; share <= trials; share *= reductionFactor)
        {
            var rung = (int)Math.Round((double)epochs / share);
            if (rung < minimumEpochs || rung >= rungs[0])
                break;
            rungs.Insert(0, rung);
        }
        return new RungSchedule(rungs, reductionFactor);
    }

    /// <summary>What to train next; null when all is done.</summary>
    /// <param name="trials">What each trial has done.</param>
    internal TrialStep? Next(IReadOnlyList<TrialProgress> trials)
    {
        var contestants = Enumerable.Range(0, trials.Count).ToList();
        for (var rung = 0; rung < Epochs.Count; rung++)
        {
            contestants.RemoveAll(trial => trials[trial].HasFailed);
            if (contestants.Where(trial => trials[trial].Values.Count <= rung).Select(trial => (int?)trial).FirstOrDefault() is { } waiting)
                return new TrialStep(waiting, rung, Epochs[rung]);
            // Ties go to the trial that was listed first.
            var better = contestants.OrderByDescending(trial => trials[trial].Values[rung]).ThenBy(trial => trial);
            contestants = [.. better.Take((contestants.Count + ReductionFactor - 1) / ReductionFactor).Order()];
        }
        return null;
    }
}

/// <summary>What a trial has done.</summary>
/// <param name="Values">What it achieved at each rung so far; more is better.</param>
/// <param name="HasFailed">Whether it can go no further.</param>
internal readonly record struct TrialProgress(IReadOnlyList<double> Values, bool HasFailed);

/// <summary>What to do next.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Rung">The rung that it climbs.</param>
/// <param name="Epochs">Up to which epoch it trains.</param>
internal sealed record TrialStep(int Trial, int Rung, int Epochs);
