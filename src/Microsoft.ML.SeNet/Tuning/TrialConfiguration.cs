namespace Microsoft.ML.SeNet.Tuning;

/// <summary>One point of a search space: options by name, with their values as JSON.</summary>
/// <param name="Values">In the order of the space's dimensions.</param>
internal sealed record TrialConfiguration(IReadOnlyList<KeyValuePair<string, string>> Values)
{
    /// <summary>The network without squeeze and excitation.</summary>
    internal static TrialConfiguration Plain { get; } = new([new(nameof(SeResNetTrainer.Options.UseSqueezeExcitation), OptionValue.ToText(false))]);

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
    public override string ToString() => this == Plain ? "plain" : string.Join(", ", Values.Select(value => $"{value.Key} {OptionValue.ToReadable(value.Value)}"));
}
