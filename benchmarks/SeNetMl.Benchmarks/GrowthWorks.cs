using System.Globalization;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>Works of growing size, whose names end in the size: SE-ResNet-50 on more pictures at once or on larger ones,
/// SE-ResNet-20 on more rows.</summary>
internal static class GrowthWorks
{
    internal const string Batch = "growth_batch_";
    internal const string Side = "growth_side_";
    internal const string Pictures = "growth_pictures_";

    /// <summary>The work of a name; null where it is none of these.</summary>
    internal static Action? Prepare(string name) =>
        Size(name, Batch) is { } batch ? InferenceWorks.Score(ScoringPrecision.Float32, batch)
        : Size(name, Side) is { } side ? InferenceWorks.Score(ScoringPrecision.Float32, 1, side)
        : Size(name, Pictures) is { } count ? ScoringWorks.Transform(count)
        : null;

    private static int? Size(string name, string work) =>
        name.StartsWith(work, StringComparison.Ordinal)
            ? int.Parse(name.AsSpan(work.Length), NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
