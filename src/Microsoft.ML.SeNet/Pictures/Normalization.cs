using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>
/// What the network's input step subtracts and divides by, per color: (x / 255 − mean) / standard deviation, in the order red, green, blue.
/// </summary>
public sealed record Normalization
{
    private const int Colors = 3;

    /// <summary>The statistics of ImageNet's pictures, which torchvision and timm use.</summary>
    public static readonly Normalization ImageNet = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>Checks and copies the numbers.</summary>
    /// <param name="mean">Of red, green and blue, in units of the whole range [0, 1].</param>
    /// <param name="standardDeviation">Of red, green and blue, in the same unit, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is missing or out of its range; the message lists all that are.</exception>
    [JsonConstructor]
    public Normalization(IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation)
    {
        var faults = new Faults(nameof(Normalization));
        faults.Require(mean?.Count == Colors && mean.All(float.IsFinite), nameof(Mean), $"{Colors} finite numbers", Text(mean));
        faults.Require(standardDeviation?.Count == Colors && standardDeviation.All(number => float.IsFinite(number) && number > 0),
            nameof(StandardDeviation), $"{Colors} finite numbers above 0", Text(standardDeviation));
        faults.ThrowIfAny();
        Mean = [.. mean!];
        StandardDeviation = [.. standardDeviation!];
    }

    /// <summary>Of red, green and blue, in units of the whole range [0, 1].</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>Of red, green and blue, in the same unit.</summary>
    public IReadOnlyList<float> StandardDeviation { get; }

    /// <summary>Equal when all six numbers are.</summary>
    /// <param name="other">Another normalization.</param>
    public bool Equals(Normalization? other) =>
        other is not null && Mean.SequenceEqual(other.Mean) && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Mean[0], Mean[1], Mean[2], StandardDeviation[0], StandardDeviation[1], StandardDeviation[2]);

    /// <summary>Mean and standard deviation of each color.</summary>
    public override string ToString() => $"mean {Text(Mean)}, standard deviation {Text(StandardDeviation)}";

    private static string? Text(IReadOnlyList<float>? numbers) => numbers is null
        ? null
        : FormattableString.Invariant($"({string.Join(", ", numbers.Select(number => FormattableString.Invariant($"{number}")))})");
}
