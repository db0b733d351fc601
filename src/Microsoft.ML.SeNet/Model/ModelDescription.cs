using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Model;

/// <summary>
/// Everything about a model but its weights: what is read, how it is prepared, by which network it is scored and what the scores mean.
/// </summary>
internal sealed record ModelDescription
{
    private static readonly JsonSerializerOptions s_json = new() { Converters = { new JsonStringEnumConverter() }, WriteIndented = true };

    /// <summary>The network; its classes are the labels.</summary>
    public required NetworkOptions Network { get; init; }

    /// <summary>How pictures are brought to the network's size.</summary>
    public required EvaluationTransform Evaluation { get; init; }

    /// <summary>The network's input step.</summary>
    [JsonPropertyName("Normalisation")] // as files have it
    public required Normalization Normalization { get; init; }

    /// <summary>What is said about pixel vectors besides their type; null where the model was trained on other columns.</summary>
    public PixelVectorSource? Pixels { get; init; }

    /// <summary>The classes. Not part of the JSON: values have types, which text would lose.</summary>
    [JsonIgnore]
    public LabelVocabulary Labels { get; init; } = null!;

    /// <summary>The column of pictures.</summary>
    public required string FeatureColumn { get; init; }

    /// <summary>The column of probabilities.</summary>
    public required string ScoreColumn { get; init; }

    /// <summary>The column of the most probable label.</summary>
    public required string PredictedLabelColumn { get; init; }

    /// <summary>The column of the features that the head sees; null where they are not put out.</summary>
    public string? EmbeddingColumn { get; init; }

    /// <summary>
    /// How many pictures <c>Transform</c> scores at once. Kept with the model, because another number could change the last bits of a
    /// score.
    /// </summary>
    public int BatchSize { get; init; }

    /// <summary>What is good to know later, such as versions, epochs and the seed; nothing reads it.</summary>
    public IReadOnlyDictionary<string, string> TrainingNotes { get; init; } = new Dictionary<string, string>();

    /// <summary>What reading needs.</summary>
    internal PictureInput Input => new(FeatureColumn, Pixels, Evaluation, BatchSize);

    /// <summary>Checks what belongs together.</summary>
    /// <returns>This description, with a batch size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Something does not; the message lists all of it.</exception>
    internal ModelDescription Checked()
    {
        var faults = new Faults(nameof(ModelDescription));
        Require(Network, nameof(Network));
        Require(Evaluation, nameof(Evaluation));
        Require(Normalization, nameof(Normalization));
        Require(TrainingNotes, nameof(TrainingNotes));
        faults.Require(!string.IsNullOrEmpty(FeatureColumn), nameof(FeatureColumn), "a name", Quoted(FeatureColumn));
        faults.Require(!string.IsNullOrEmpty(ScoreColumn), nameof(ScoreColumn), "a name", Quoted(ScoreColumn));
        faults.Require(
            !string.IsNullOrEmpty(PredictedLabelColumn) && PredictedLabelColumn != ScoreColumn,
            nameof(PredictedLabelColumn),
            "a name other than the score column's",
            Quoted(PredictedLabelColumn));
        faults.Require(
            EmbeddingColumn is null
                || (EmbeddingColumn.Length > 0 && EmbeddingColumn != ScoreColumn && EmbeddingColumn != PredictedLabelColumn),
            nameof(EmbeddingColumn),
            "a name other than those of the score and predicted label columns, or null", Quoted(EmbeddingColumn));
        if (Network is not null && Evaluation is not null)
            PictureInput.Check(Network, Evaluation, BatchSize, faults);
        faults.Require(
            Network is null || Labels is null || Network.Classes == Labels.Count,
            nameof(Network.Classes),
            $"{Labels?.Count}, one for each label",
            Network?.Classes);
        faults.ThrowIfAny();
        return BatchSize > 0 ? this : this with { BatchSize = PictureInput.BatchSizeFor(Evaluation!.ImageSize) };

        void Require(object? value, string name) => faults.Require(value is not null, name, "a value", null);
    }

    /// <summary>What belongs to the weights besides the network.</summary>
    internal WeightsSurroundings Surroundings =>
        new() { Normalization = Normalization, Evaluation = Evaluation, Labels = Labels.Names, Pixels = Pixels };

    internal string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>Reads <see cref="ToJson"/>'s text and checks it.</summary>
    /// <exception cref="InvalidDataException">The text is not a description.</exception>
    internal static ModelDescription Parse(string json, LabelVocabulary labels)
    {
        try
        {
            var read = JsonSerializer.Deserialize<ModelDescription>(json, s_json) ?? throw new JsonException("null");
            var description = (read with { Labels = labels }).Checked();
            description.Network.Validate();
            return description;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException($"The description of the model is damaged: {e.Message}", e);
        }
    }

    /// <summary>Equal when all values are, notes in any order.</summary>
    public bool Equals(ModelDescription? other) =>
        other is not null
        && (Network, Evaluation, Normalization, Pixels) == (other.Network, other.Evaluation, other.Normalization, other.Pixels)
        && Equals(Labels, other.Labels)
        && (FeatureColumn, ScoreColumn, PredictedLabelColumn) == (other.FeatureColumn, other.ScoreColumn, other.PredictedLabelColumn)
        && (EmbeddingColumn, BatchSize) == (other.EmbeddingColumn, other.BatchSize)
        && TrainingNotes.Count == other.TrainingNotes.Count
        && TrainingNotes.All(note => other.TrainingNotes.TryGetValue(note.Key, out var value) && value == note.Value);

    public override int GetHashCode() =>
        HashCode.Combine(Network, Evaluation, Normalization, Pixels, Labels, FeatureColumn, ScoreColumn, PredictedLabelColumn);

    private static string? Quoted(string? name) => name is null ? null : $"'{name}'";
}
