using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Model;

/// <summary>Everything about a featurizer but its weights.</summary>
internal sealed record FeaturizerDescription
{
    private static readonly JsonSerializerOptions s_json = new() { Converters = { new JsonStringEnumConverter() }, WriteIndented = true };

    /// <summary>The network that the weights come from, with its head.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>How pictures are brought to the network's size.</summary>
    public required EvaluationTransform Evaluation { get; init; }

    /// <summary>The network's input step.</summary>
    [JsonPropertyName("Normalisation")] // as files have it
    public required Normalization Normalization { get; init; }

    /// <summary>
    /// What is said about pixel vectors besides their type; null for what <c>ExtractPixels</c> does unless told otherwise.
    /// </summary>
    public PixelVectorSource? Pixels { get; init; }

    /// <summary>The column of pictures.</summary>
    public required string InputColumn { get; init; }

    /// <summary>The column of features.</summary>
    public required string OutputColumn { get; init; }

    /// <summary>
    /// How many pictures <c>Transform</c> takes at once. Kept with the model, because another number could change the last bits of a
    /// feature.
    /// </summary>
    public int BatchSize { get; init; }

    /// <summary>What reading needs.</summary>
    internal PictureInput Input => new(InputColumn, Pixels, Evaluation, BatchSize);

    /// <summary>Checks what belongs together.</summary>
    /// <returns>This description, with a batch size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Something does not; the message lists all of it.</exception>
    internal FeaturizerDescription Checked()
    {
        var faults = new Faults(nameof(FeaturizerDescription));
        faults.Require(Network is not null, nameof(Network), "a value", null);
        faults.Require(Evaluation is not null, nameof(Evaluation), "a value", null);
        faults.Require(Normalization is not null, nameof(Normalization), "a value", null);
        faults.Require(!string.IsNullOrEmpty(InputColumn), nameof(InputColumn), "a name", InputColumn is null ? null : "''");
        faults.Require(!string.IsNullOrEmpty(OutputColumn), nameof(OutputColumn), "a name", OutputColumn is null ? null : "''");
        if (Network is not null && Evaluation is not null)
            PictureInput.Check(Network, Evaluation, BatchSize, faults);
        faults.ThrowIfAny();
        return BatchSize > 0 ? this : this with { BatchSize = PictureInput.BatchSizeFor(Evaluation!.ImageSize) };
    }

    internal string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads <see cref="ToJson"/>'s text and checks it.</summary>
    /// <exception cref="InvalidDataException">The text is not a description.</exception>
    internal static FeaturizerDescription Parse(string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<FeaturizerDescription>(json, s_json) ?? throw new JsonException("null");
            var description = read.Checked();
            description.Network.Validate();
            return description;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException($"The description of the featurizer is damaged: {e.Message}", e);
        }
    }
}
