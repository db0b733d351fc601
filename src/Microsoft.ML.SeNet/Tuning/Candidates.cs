using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>The configurations that an experiment tries: a function of the space, the strategy and the seed.</summary>
internal static class Candidates
{
    /// <summary>How many are drawn from a space with ranges unless somebody says: three rungs of successive halving by three.</summary>
    internal const int DefaultCount = 27;

    /// <summary>Larger spaces are not listed; what is tried is drawn from them as from ranges.</summary>
    private const int MostListed = 100_000;

    /// <summary>Draws in a row that may bring nothing new before the space counts as exhausted.</summary>
    private const int Patience = 1000;

    /// <summary>The configurations in the order in which they are tried.</summary>
    /// <param name="space">A checked space.</param>
    /// <param name="strategy">
    /// A grid keeps its order; the others are shuffled, so that a search that ends early has seen something of everything.
    /// </param>
    /// <param name="most">How many at most; all, or <see cref="DefaultCount"/> of a space with ranges, where null.</param>
    /// <param name="seeds">Where chance comes from.</param>
    internal static IReadOnlyList<TrialConfiguration> Of(SeResNetSearchSpace space, SearchStrategy strategy, int? most, Seeds seeds)
    {
        if (space.Count is null or > MostListed)
            return Draw(space, most ?? DefaultCount, seeds.Stream("candidates"));
        var all = Product(space).ToArray();
        var chosen = seeds.Shuffle(all.Length, "candidates").Take(most ?? all.Length);
        return [.. (strategy == SearchStrategy.Grid ? chosen.Order() : chosen).Select(index => all[index])];
    }

    /// <summary>All configurations of a space of choices, the last dimension changing fastest.</summary>
    private static IEnumerable<TrialConfiguration> Product(SeResNetSearchSpace space)
    {
        IEnumerable<KeyValuePair<string, string>[]> points = [[]];
        foreach (var dimension in space.Dimensions.Cast<ChoiceDimension>())
            points = points.SelectMany(
                point => dimension.Values.Select(value => (KeyValuePair<string, string>[])[.. point, new(dimension.Name, value)]));
        return points.Select(point => new TrialConfiguration(point));
    }

    private static List<TrialConfiguration> Draw(SeResNetSearchSpace space, int count, RandomStream random)
    {
        var drawn = new List<TrialConfiguration>();
        for (var inVain = 0; drawn.Count < count && inVain < Patience; inVain++)
        {
            var point = new TrialConfiguration(
                [.. space.Dimensions.Select(dimension => new KeyValuePair<string, string>(dimension.Name, Draw(dimension, random)))]);
            if (drawn.Contains(point))
                continue;
            drawn.Add(point);
            inVain = 0;
        }
        return drawn;
    }

    private static string Draw(SearchDimension dimension, RandomStream random) =>
        dimension is ChoiceDimension choice
            ? choice.Values[random.NextInt32(choice.Values.Count)]
            : ((RangeDimension)dimension).At(random.NextDouble());
}

/// <summary>One point of a search space: options by name, with their values as JSON.</summary>
/// <param name="Values">In the order of the space's dimensions.</param>
internal sealed record TrialConfiguration(IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>The network without squeeze and excitation.</summary>
    internal static TrialConfiguration Plain { get; } = new(
        [new(nameof(SeResNetTrainer.Options.UseSqueezeExcitation), OptionValue.ToText(false))]);

    /// <summary>The options with these values.</summary>
    /// <param name="options">The others; left as they are.</param>
    internal SeResNetTrainer.Options Apply(SeResNetTrainer.Options options)
    {
        var applied = options.Copy();
        foreach (var (name, text) in Values)
            OptionValue.Set(applied, name, text);
        return applied;
    }

    public bool Equals(TrialConfiguration? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Count == 0 ? 0 : Values[^1].GetHashCode();

    /// <summary>Such as "ReductionRatio 4, LearningRate 0.05".</summary>
    public override string ToString() =>
        this == Plain ? "plain" : string.Join(", ", Values.Select(value => $"{value.Key} {OptionValue.ToReadable(value.Value)}"));
}
