namespace SeNetMl.Compat.Tests.Surface;

/// <summary>What the formats have in common: parameters, constraints, markers, modifiers.</summary>
internal static class SurfaceSyntax
{
    private const string Sometimes = " " + SurfaceParameter.SometimesDefault;

    public static IReadOnlySet<string> Modifiers { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "public", "protected", "internal", "private", "static", "abstract", "virtual", "override", "sealed", "readonly", "const", "event",
    };

    private static readonly HashSet<string> s_parameterModifiers = new(StringComparer.Ordinal) { "this", "params", "ref", "out", "in" };

    public static IReadOnlyList<SurfaceParameter> ParseParameters(string text) => [.. SurfaceText.Split(text, ", ").Select(ParseParameter)];

    public static string Render(IEnumerable<SurfaceParameter> parameters) => string.Join(", ", parameters.Select(Render));

    public static string RenderConstraints(SurfaceEntry entry) => string.Concat(entry.Constraints.Select(constraint => " where " + constraint));

    public static string RenderMarkers(SurfaceEntry entry) => string.Concat(entry.Markers.Select(marker => " " + marker));

    public static string RenderBases(SurfaceEntry entry) => entry.Bases.Count == 0 ? "" : " : " + string.Join(", ", entry.Bases);

    public static string RenderAccessors(SurfaceEntry entry) => $" {{ {string.Join(' ', entry.Accessors)} }}";

    /// <summary>Words with single spaces between, leaving out the empty ones.</summary>
    public static string Words(params string[] words) => string.Join(' ', words.Where(word => word.Length > 0));

    public static IReadOnlyList<string> ParseAccessors(string inside)
    {
        var accessors = inside.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. accessors.Select(accessor => accessor + ";")];
    }

    private static SurfaceParameter ParseParameter(string text)
    {
        var (head, value) = SurfaceText.CutFirst(text, " = ");
        if (head.EndsWith(Sometimes, StringComparison.Ordinal))
            (head, value) = (head[..^Sometimes.Length], SurfaceParameter.SometimesDefault);
        string modifier = SurfaceText.TakeWords(ref head, s_parameterModifiers);
        var (type, name) = SurfaceText.CutLast(head, " ");
        return new(modifier, type, name, value);
    }

    private static string Render(SurfaceParameter parameter)
    {
        string value = parameter.Default switch
        {
            null => "",
            SurfaceParameter.SometimesDefault => Sometimes,
            var text => " = " + text,
        };
        return Words(parameter.Modifier, parameter.Type, parameter.Name) + value;
    }
}
