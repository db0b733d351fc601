namespace SeNetMl.Compat.Tests.Surface;

/// <summary>The format of the ML.NET lists: assembly, kind, name and signature, with the type after the full name, and <c>[internal]</c> markers.</summary>
internal sealed class MlNetDialect : ISurfaceDialect
{
    private static readonly Dictionary<string, SurfaceKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["type"] = SurfaceKind.Type,
        ["ctor"] = SurfaceKind.Constructor,
        ["method"] = SurfaceKind.Method,
        ["operator"] = SurfaceKind.Method,
        ["property"] = SurfaceKind.Property,
        ["field"] = SurfaceKind.Field,
        ["event"] = SurfaceKind.Event,
        ["enumvalue"] = SurfaceKind.EnumValue,
    };

    public bool PrintsNullability => false;

    public IReadOnlyList<SurfaceEntry> Parse(string line)
    {
        string[] columns = line.Split('\t');
        string text = columns[3];
        var markers = SurfaceText.TakeMarkers(ref text);
        var constraints = SurfaceText.TakeConstraints(ref text);
        string modifiers = SurfaceText.TakeWords(ref text, SurfaceSyntax.Modifiers);
        var entry = new SurfaceEntry(s_kinds[columns[1]], columns[2], "") { Assembly = columns[0], Markers = markers, Constraints = constraints, Modifiers = modifiers };
        return entry.Kind switch
        {
            SurfaceKind.Type => ParseType(entry, text),
            SurfaceKind.Property => [ParseProperty(entry, text)],
            SurfaceKind.Constructor or SurfaceKind.Method => [ParseCallable(entry, text)],
            _ => [ParseField(entry, text)],
        };
    }

    public string? Render(SurfaceEntry entry)
    {
        if (entry.Kind == SurfaceKind.Invoke)
            return null;
        string kind = entry.IsOperator ? "operator" : s_kinds.First(pair => pair.Value == entry.Kind).Key;
        string name = entry.Kind == SurfaceKind.Type ? entry.Owner : $"{entry.Owner}.{entry.Name}";
        string signature = SurfaceSyntax.Words(Modifiers(entry), Signature(entry, name));
        string tail = SurfaceSyntax.RenderConstraints(entry) + SurfaceSyntax.RenderMarkers(entry);
        return string.Join('\t', entry.Assembly, kind, name, signature + tail);
    }

    private static IReadOnlyList<SurfaceEntry> ParseType(SurfaceEntry entry, string text)
    {
        var (head, tail) = SurfaceText.CutFirst(text, " : ");
        string type = head.Split(' ')[0];
        if (type != "delegate")
            return [entry with { Type = type, Bases = SurfaceText.Split(tail ?? "", ", ") }];
        var parameters = SurfaceSyntax.ParseParameters(SurfaceText.CutGroup(head, '(').Inside);
        var invoke = new SurfaceEntry(SurfaceKind.Invoke, entry.Owner, "Invoke") { Assembly = entry.Assembly, Type = tail!, Parameters = parameters, Markers = entry.Markers };
        return [entry with { Type = type, Parameters = parameters, Value = tail, Bases = ["System.MulticastDelegate"] }, invoke];
    }

    private static SurfaceEntry ParseProperty(SurfaceEntry entry, string text)
    {
        var (head, accessors) = SurfaceText.CutGroup(text, '{');
        var (name, type) = SurfaceText.CutFirst(head.TrimEnd(), " : ");
        var parameters = name.EndsWith(']') ? SurfaceSyntax.ParseParameters(SurfaceText.CutGroup(name, '[').Inside) : [];
        return Named(entry) with { Type = type!, Parameters = parameters, Accessors = SurfaceSyntax.ParseAccessors(accessors) };
    }

    private static SurfaceEntry ParseCallable(SurfaceEntry entry, string text)
    {
        var (head, type) = SurfaceText.CutFirst(text, " : ");
        var (full, inside) = SurfaceText.CutGroup(head, '(');
        var parameters = SurfaceSyntax.ParseParameters(inside).Select(WithoutSuffix).ToArray();
        entry = entry with { Type = type ?? "", Parameters = parameters };
        if (entry.Kind == SurfaceKind.Constructor)
            return entry with { Owner = entry.Owner[..^"..ctor".Length], Name = SurfaceEntry.ConstructorName };
        return Named(entry) with { TypeParameters = full[entry.Owner.Length..] };
    }

    private static SurfaceEntry ParseField(SurfaceEntry entry, string text)
    {
        var (head, value) = SurfaceText.CutFirst(text, " = ");
        string type = SurfaceText.CutFirst(head, " : ").Tail ?? "";
        return Named(entry) with { Type = type, Value = type == "double" ? value?.TrimEnd('d') : value };
    }

    private static SurfaceEntry Named(SurfaceEntry entry)
    {
        var (owner, name) = SurfaceText.CutLast(entry.Owner, ".");
        return entry with { Owner = owner, Name = name };
    }

    private static string Signature(SurfaceEntry entry, string name)
    {
        string parameters = SurfaceSyntax.Render(entry.Parameters.Select(WithSuffix));
        return entry.Kind switch
        {
            SurfaceKind.Type when entry.Type == "delegate" => $"delegate {name}({parameters}) : {entry.Value}",
            SurfaceKind.Type when entry.Type == "enum" => $"enum {name}",
            SurfaceKind.Type => $"{entry.Type} {name}" + SurfaceSyntax.RenderBases(entry),
            SurfaceKind.EnumValue => $"{name} = {entry.Value}",
            SurfaceKind.Constructor => $"{name}({parameters})",
            SurfaceKind.Property when entry.Parameters.Count > 0 => $"{name}[{parameters}] : {entry.Type}" + SurfaceSyntax.RenderAccessors(entry),
            SurfaceKind.Property => $"{name} : {entry.Type}" + SurfaceSyntax.RenderAccessors(entry),
            SurfaceKind.Method => $"{name}{entry.TypeParameters}({parameters}) : {entry.Type}",
            _ => $"{name} : {entry.Type}" + (entry.Value is null ? "" : " = " + Suffixed(entry.Type, entry.Value)),
        };
    }

    private static string Modifiers(SurfaceEntry entry) => entry.Kind == SurfaceKind.EnumValue ? "" : entry.Modifiers;

    private static SurfaceParameter WithSuffix(SurfaceParameter parameter) =>
        parameter.Default is null ? parameter : parameter with { Default = Suffixed(parameter.Type, parameter.Default) };

    private static SurfaceParameter WithoutSuffix(SurfaceParameter parameter) =>
        IsDouble(parameter.Type) && parameter.Default is { } value ? parameter with { Default = value.TrimEnd('d') } : parameter;

    private static string Suffixed(string type, string value) => IsDouble(type) && value is not ("null" or "default") ? value + "d" : value;

    private static bool IsDouble(string type) => type is "double" or "double?";
}
