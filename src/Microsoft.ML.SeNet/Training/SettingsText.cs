using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Settings as text that two versions of a training can be compared by, one entry a setting.</summary>
internal static class SettingsText
{
    /// <summary>A JSON object with every public property; values of a definition begin with its type's name.</summary>
    internal static string Of(TrainingSettings settings)
    {
        var text = new JsonObject();
        foreach (var property in typeof(TrainingSettings).GetProperties())
            text[property.Name] = Value(property.GetValue(settings));
        return text.ToJsonString();
    }

    /// <summary>One sentence for each setting that differs.</summary>
    /// <param name="expected">What the file was made with.</param>
    /// <param name="got">What is asked for now.</param>
    internal static IEnumerable<string> Differences(string expected, string got)
    {
        var (before, now) = (Parse(expected), Parse(got));
        foreach (var name in before.Keys.Union(now.Keys))
        {
            var (was, isNow) = (before.GetValueOrDefault(name, "none"), now.GetValueOrDefault(name, "none"));
            if (was != isNow)
                yield return $"{name}: expected {was}, got {isNow}.";
        }
    }

    /// <summary>The seed among settings; null where there is none.</summary>
    internal static long? SeedOf(string settings) => Parse(settings).TryGetValue(nameof(TrainingSettings.Seed), out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    private static JsonNode? Value(object? value) => value switch
    {
        null => null,
        Enum => JsonValue.Create(value.ToString()),
        _ when value.GetType().IsPrimitive => JsonSerializer.SerializeToNode(value, value.GetType()),
        _ => JsonValue.Create($"{value.GetType().Name} {JsonSerializer.Serialize(value, value.GetType())}"),
    };

    private static Dictionary<string, string> Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject settings ? settings.ToDictionary(item => item.Key, item => item.Value?.ToString() ?? "null") : [];
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // the latter for a key that comes twice
        {
            return [];
        }
    }
}
