using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// Values of trainer options as JSON, by the option's name; so a search knows no option in particular, and each new one can be searched.
/// </summary>
internal static class OptionValue
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The options that a search may change, in their order.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        [.. Stored().Where(property => property.GetCustomAttribute<NotSearchedAttribute>() is null).Select(property => property.Name)];

    /// <summary>The option of that name; null where a search may not change it.</summary>
    internal static PropertyInfo? PropertyOf(string name) =>
        name is not null && Names.Contains(name) ? typeof(SeResNetTrainer.Options).GetProperty(name) : null;

    internal static bool IsWhole(string name) =>
        PropertyOf(name) is { } property && (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(int);

    internal static string ToText(object? value) => JsonSerializer.Serialize(value, s_json);

    /// <summary>The text for people: an enumeration's member without quotes.</summary>
    internal static string ToReadable(string text) => text.Trim('"');

    internal static bool Fits(string name, string text)
    {
        try
        {
            Parse(PropertyOf(name)!, text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal static void Set(SeResNetTrainer.Options options, string name, string text)
    {
        var property = PropertyOf(name)!;
        property.SetValue(options, Parse(property, text));
    }

    /// <summary>Every option that is not for run time only and decides more than how fast pictures are read, as JSON.</summary>
    internal static IEnumerable<(string Name, string Text)> Deciding(SeResNetTrainer.Options options) => Stored()
        .Where(property => property.GetCustomAttribute<NotSearchedAttribute>()?.IsOfTheMachine != true)
        .Select(property => (property.Name, ToText(property.GetValue(options))));

    private static IEnumerable<PropertyInfo> Stored() =>
        typeof(SeResNetTrainer.Options).GetProperties()
            .Where(property => property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    private static object? Parse(PropertyInfo property, string text) => JsonSerializer.Deserialize(text, property.PropertyType, s_json);
}
