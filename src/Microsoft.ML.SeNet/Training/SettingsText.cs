using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SeNet.Training;

/// <summary>Settings as text that two versions of a training can be compared by, one entry a setting.</summary>
internal static class SettingsText
{
    /// <summary>For <see cref="JsonPropertyOrderAttribute"/>: after the options.</summary>
    internal const int Last = 1;

    private static readonly PropertyInfo[] s_settings = [.. Settings()];

    /// <summary>A JSON object with every setting and every option; values of a definition begin with its type's name.</summary>
    internal static string Of(TrainingSettings settings)
    {
        var text = new JsonObject();
        foreach (var property in s_settings)
            text[NameOf(property)] = Value(property,
                property.GetValue(property.DeclaringType == typeof(TrainingSettings) ? settings : settings.Options));
        return text.ToJsonString();
    }

    /// <summary>One sentence for each setting that differs.</summary>
    /// <param name="expected">What the file was made with.</param>
    /// <param name="got">What is asked for now.</param>
    internal static IEnumerable<string> Differences(string expected, string got)
    {
        var now = Parse(got);
        var before = AsNow(Parse(expected), now);
        foreach (var name in before.Keys.Union(now.Keys))
        {
            var (was, isNow) = (before.GetValueOrDefault(name, "none"), now.GetValueOrDefault(name, "none"));
            if (was != isNow)
                yield return $"{name}: expected {was}, got {isNow}.";
        }
    }

    /// <summary>The seed among settings; null where there is none.</summary>
    internal static long? SeedOf(string settings) =>
        Parse(settings).TryGetValue(nameof(TrainingSettings.Seed), out var text)
            && long.TryParse(text, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    /// <summary>In the order of the text: what was worked out from an option stands in its place.</summary>
    private static IEnumerable<PropertyInfo> Settings()
    {
        var options = typeof(TrainingOptions).GetProperties();
        var own = typeof(TrainingSettings).GetProperties().ToDictionary(property => property.Name);
        return own.Values.ExceptBy(options.Select(option => option.Name), property => property.Name)
            .Concat(options.Select(option => own.GetValueOrDefault(option.Name, option)))
            .OrderBy(property => property.GetCustomAttribute<JsonPropertyOrderAttribute>()?.Order ?? 0);
    }

    private static string NameOf(PropertyInfo property) => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name;

    private static JsonNode? Value(PropertyInfo property, object? value) => value switch
    {
        null => null,
        Enum => JsonValue.Create(value.ToString()),
        _ when value.GetType().IsPrimitive => JsonSerializer.SerializeToNode(value, value.GetType()),
        _ => JsonValue.Create($"{TypeNameOf(property, value)} {JsonSerializer.Serialize(value, value.GetType())}"),
    };

    /// <summary>A type that a setting is called after is called in files as the setting is.</summary>
    private static string TypeNameOf(PropertyInfo property, object value) =>
        value.GetType().Name == property.Name ? NameOf(property) : value.GetType().Name;

    /// <summary>
    /// Settings as this version writes them: before there was Cutout, networks had four stages at most, and a set of all of them was the
    /// number 15.
    /// </summary>
    private static Dictionary<string, string> AsNow(Dictionary<string, string> settings, Dictionary<string, string> now)
    {
        const string Cutout = nameof(TrainingSettings.Cutout);
        if (settings.Count == 0 || !now.ContainsKey(Cutout) || !settings.TryAdd(Cutout, "null"))
            return settings;
        if (settings.TryGetValue(nameof(TrainingSettings.Network), out var network))
            settings[nameof(TrainingSettings.Network)] = network.Replace(
                "\"Stages\":15}", $"\"Stages\":{(int)SeStages.All}}}", StringComparison.Ordinal);
        return settings;
    }

    private static Dictionary<string, string> Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject settings
                ? settings.ToDictionary(item => item.Key, item => item.Value?.ToString() ?? "null")
                : [];
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // the latter for a key that comes twice
        {
            return [];
        }
    }
}
