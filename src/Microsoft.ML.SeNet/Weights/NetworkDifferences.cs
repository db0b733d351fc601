
namespace Microsoft.ML.SeNet.Weights;

/// <summary>Tells, value by value, how one network differs from another.</summary>
internal static class NetworkDifferences
{
    /// <summary>One sentence a difference; none where weights of the one may go into the other.</summary>
    internal static List<string> Between(NetworkOptions expected, NetworkOptions got)
    {
        var sentences = new List<string>();
        foreach (var (name, one, other) in Values(expected).Zip(Values(got), (one, other) => (one.Name, one.Value, other.Value)))
            if (!Equals(one, other))
                sentences.Add($"{name}: expected {one}, got {other}.");
        return sentences;
    }

    // How weights start (ZeroInitLastBatchNorm) does not matter once they are there.
    private static IEnumerable<(string Name, object Value)> Values(NetworkOptions options)
    {
        yield return (nameof(options.Variant), options.Variant);
        yield return (nameof(options.Classes), options.Classes);
        yield return (nameof(options.InputChannels), options.InputChannels);
        yield return (nameof(options.Stride), options.Stride);
        yield return (nameof(options.StemPooling), options.StemPooling);
        yield return (nameof(options.Shortcut), options.Shortcut);
        yield return (nameof(options.ReluBeforeExcitation), options.ReluBeforeExcitation);
        yield return (nameof(options.BatchNormEpsilon), options.Epsilon);
        var se = options.SqueezeExcitation;
        yield return (nameof(se.ReductionRatio), ValueOr(se?.ReductionRatio));
        yield return (nameof(se.Placement), ValueOr(se?.Placement));
        yield return (nameof(se.Squeeze), ValueOr(se?.Squeeze));
        yield return (nameof(se.Activation), ValueOr(se?.Activation));
        yield return (nameof(se.Gate), ValueOr(se?.Gate));
        yield return (nameof(se.Bias), ValueOr(se?.Bias));
        yield return (nameof(se.Rounding), ValueOr(se?.Rounding));
        yield return (nameof(se.Stages), ValueOr(se?.Stages));
    }

    private static object ValueOr<T>(T? value) where T : struct => value is { } given ? given : "no squeeze and excitation";
}
