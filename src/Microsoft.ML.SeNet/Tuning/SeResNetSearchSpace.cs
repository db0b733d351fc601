using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>The options that an experiment varies. Its JSON can be kept and read again.</summary>
/// <param name="Dimensions">At least one, each of another option.</param>
public sealed record SeResNetSearchSpace(IReadOnlyList<SearchDimension> Dimensions)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>The reduction ratio r alone: 2, 4, 8, 16 and 32.</summary>
    public static SeResNetSearchSpace ReductionRatios => Of(SearchDimensions.ReductionRatio);

    /// <summary>Makes a space of its dimensions.</summary>
    /// <param name="dimensions">At least one, each of another option.</param>
    public static SeResNetSearchSpace Of(params IEnumerable<SearchDimension> dimensions) => new([.. dimensions]);

    /// <summary>This space with one dimension more, or with another in place of that of the same option.</summary>
    /// <param name="dimension">The dimension.</param>
    public SeResNetSearchSpace With(SearchDimension dimension)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        return new SeResNetSearchSpace([.. Dimensions.Where(other => other.Name != dimension.Name), dimension]);
    }

    /// <summary>
    /// How many configurations there are; null where a range makes them countless, and beyond the largest <see cref="int"/>.
    /// </summary>
    [JsonIgnore]
    public int? Count
    {
        get
        {
            var count = 1.0;
            foreach (var dimension in Dimensions)
                count *= dimension is ChoiceDimension choice ? choice.Values.Count : double.PositiveInfinity;
            return count <= int.MaxValue ? (int)count : null;
        }
    }

    /// <summary>The space as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads <see cref="ToJson"/>'s text.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">The text is no search space.</exception>
    public static SeResNetSearchSpace Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var space = JsonSerializer.Deserialize<SeResNetSearchSpace>(json, s_json);
            return space?.Dimensions is not null && !space.Dimensions.Contains(null!)
                ? space
                : throw new JsonException("There are no dimensions.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"The search space cannot be read: expected the JSON of a {nameof(SeResNetSearchSpace)}, got something else. "
                + $"{e.Message}", e);
        }
    }

    internal void Check(Faults faults)
    {
        if (!faults.Require(Dimensions is { Count: > 0 }, "SearchSpace", "one dimension or more", "none"))
            return;
        if (!faults.Require(!Dimensions.Contains(null!), "SearchSpace", "dimensions", null))
            return;
        foreach (var dimension in Dimensions)
            dimension.Check(faults);
        var twice = Dimensions.GroupBy(dimension => dimension.Name).Where(group => group.Count() > 1)
            .Select(group => $"'{group.Key}'").ToList();
        faults.Require(twice.Count == 0, "SearchSpace", "each option once", string.Join(", ", twice));
    }
}
