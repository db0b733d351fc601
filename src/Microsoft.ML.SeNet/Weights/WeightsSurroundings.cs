using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>What belongs to weights besides the network.</summary>
internal sealed record WeightsSurroundings
{
    /// <summary>The network's input step.</summary>
    [JsonPropertyName("Normalisation")] // as files have it
    public Normalization Normalization { get; init; } = Normalization.ImageNet;

    /// <summary>How pictures were brought to the network's size; null where nobody said.</summary>
    public EvaluationTransform? Evaluation { get; init; }

    /// <summary>The labels as texts, in the order of the classes; null where nobody said.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Whether there is no fully connected layer, and the network's is zero.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHeadless { get; init; }

    /// <summary>
    /// What is said about pixel vectors besides their type; null where the weights come from other columns. Stays in memory.
    /// </summary>
    [JsonIgnore]
    public PixelVectorSource? Pixels { get; init; }

    /// <summary>Reads what a file says.</summary>
    /// <param name="json">The metadata's text; null where there is none.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="classes">The network's classes.</param>
    /// <exception cref="InvalidDataException">The text says nothing that can be.</exception>
    internal static WeightsSurroundings Parse(string? json, string file, int classes)
    {
        if (json is null)
            return new WeightsSurroundings();
        try
        {
            var read = JsonSerializer.Deserialize<WeightsSurroundings>(json) ?? throw new JsonException("null");
            if (read.Normalization is null)
                throw new JsonException("no normalization");
            return read.Labels is null || (read.Labels.Count == classes && !read.Labels.Contains(null!))
                ? read
                : throw new JsonException(FormattableString.Invariant($"{read.Labels.Count} labels for {classes} classes"));
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"The metadata of '{file}' are damaged: expected normalization, "
                + $"picture size and labels under '{SeNetWeights.SurroundingsKey}', got {SafetensorsFormat.Quote(json)}. {e.Message}",
                e);
        }
    }
}
