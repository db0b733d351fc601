namespace SeNetMl.Compat.Tests.Surface;

/// <summary>The format of <c>torchsharp.txt</c>: assembly, type, kind and signature, C# style, with the type before the name.</summary>
internal sealed class TorchSharpDialect : ISurfaceDialect
{
    private const string Implicit = "implicit operator";
    private const string Explicit = "explicit operator";

    private static readonly Dictionary<string, SurfaceKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["type"] = SurfaceKind.Type,
        ["ctor"] = SurfaceKind.Constructor,
        ["method"] = SurfaceKind.Method,
        ["property"] = SurfaceKind.Property,
        ["field"] = SurfaceKind.Field,
        ["event"] = SurfaceKind.Event,
        ["value"] = SurfaceKind.EnumValue,
        ["invoke"] = SurfaceKind.Invoke,
    };

    public bool PrintsNullability => true;

    public IReadOnlyList<SurfaceEntry> Parse(string line)
    {
        string[] columns = line.Split('\t');
        string text = columns[3];
        var markers = SurfaceText.TakeMarkers(ref text);
        var constraints = SurfaceText.TakeConstraints(ref text);
        var entry = new SurfaceEntry(s_kinds[columns[2]], columns[1], "") { Assembly = columns[0], Markers = markers, Constraints = constraints };
        return [ParseSignature(entry, text)];
    }

    public string? Render(SurfaceEntry entry)
    {
        string kind = s_kinds.First(pair => pair.Value == entry.Kind).Key;
        string tail = SurfaceSyntax.RenderConstraints(entry) + SurfaceSyntax.RenderMarkers(entry);
        return string.Join('\t', entry.Assembly, entry.Owner, kind, Signature(entry) + tail);
    }

    private static SurfaceEntry ParseSignature(SurfaceEntry entry, string text)
    {
        string modifiers = SurfaceText.TakeWords(ref text, SurfaceSyntax.Modifiers);
        entry = entry with { Modifiers = modifiers };
        return entry.Kind switch
        {
            SurfaceKind.Type => ParseType(entry, text),
            SurfaceKind.EnumValue => ParseValue(entry, text),
            SurfaceKind.Property => ParseProperty(entry, text),
            SurfaceKind.Field or SurfaceKind.Event => ParseField(entry, text),
            _ => ParseCallable(entry, text),
        };
    }

    private static SurfaceEntry ParseType(SurfaceEntry entry, string text)
    {
        var (head, bases) = SurfaceText.CutFirst(text, " : ");
        return entry with { Type = head.Split(' ')[0], Bases = SurfaceText.Split(bases ?? "", ", ") };
    }

    private static SurfaceEntry ParseValue(SurfaceEntry entry, string text)
    {
        var (name, value) = SurfaceText.CutFirst(text, " = ");
        return entry with { Name = name, Value = value };
    }

    private static SurfaceEntry ParseProperty(SurfaceEntry entry, string text)
    {
        var (head, accessors) = SurfaceText.CutGroup(text, '{');
        var (type, name) = SurfaceText.CutLast(head.TrimEnd(), " ");
        entry = entry with { Type = type, Name = name, Accessors = SurfaceSyntax.ParseAccessors(accessors) };
        return name.StartsWith("this[", StringComparison.Ordinal)
            ? entry with { Name = SurfaceEntry.IndexerName, Parameters = SurfaceSyntax.ParseParameters(name[5..^1]) }
            : entry;
    }

    private static SurfaceEntry ParseField(SurfaceEntry entry, string text)
    {
        var (head, value) = SurfaceText.CutFirst(text, " = ");
        var (type, name) = SurfaceText.CutLast(head, " ");
        return entry with { Type = type, Name = name, Value = value };
    }

    private static SurfaceEntry ParseCallable(SurfaceEntry entry, string text)
    {
        var (head, parameters) = SurfaceText.CutGroup(text, '(');
        entry = entry with { Parameters = SurfaceSyntax.ParseParameters(parameters) };
        return entry.Kind switch
        {
            SurfaceKind.Constructor => entry with { Name = SurfaceEntry.ConstructorName },
            SurfaceKind.Invoke => entry with { Name = "Invoke", Type = head.TrimEnd() },
            _ => ParseMethodHead(entry, head),
        };
    }

    private static SurfaceEntry ParseMethodHead(SurfaceEntry entry, string head)
    {
        foreach (var (words, name) in new[] { (Implicit, "op_Implicit"), (Explicit, "op_Explicit") })
        {
            if (head.EndsWith(" " + words, StringComparison.Ordinal))
                return entry with { Name = name, Type = head[..^(words.Length + 1)] };
        }
        var (type, full) = SurfaceText.CutLast(head, " ");
        if (type.EndsWith(" operator", StringComparison.Ordinal))
            return entry with { Name = "op_" + full, Type = type[..^" operator".Length] };
        int generic = full.IndexOf('<');
        return generic < 0
            ? entry with { Type = type, Name = full }
            : entry with { Type = type, Name = full[..generic], TypeParameters = full[generic..] };
    }

    private static string Signature(SurfaceEntry entry)
    {
        string parameters = SurfaceSyntax.Render(entry.Parameters);
        string value = entry.Value is null ? "" : " = " + entry.Value;
        return entry.Kind switch
        {
            SurfaceKind.Type => SurfaceSyntax.Words(WithoutAccess(entry.Modifiers), entry.Type, entry.Owner) + SurfaceSyntax.RenderBases(entry),
            SurfaceKind.EnumValue => entry.Name + value,
            SurfaceKind.Constructor => $"{entry.Modifiers} {SimpleName(entry.Owner)}({parameters})",
            SurfaceKind.Invoke => $"{entry.Type} ({parameters})",
            SurfaceKind.Property => SurfaceSyntax.Words(entry.Modifiers, entry.Type, PropertyName(entry, parameters)) + SurfaceSyntax.RenderAccessors(entry),
            SurfaceKind.Method => SurfaceSyntax.Words(entry.Modifiers, entry.Type, MethodName(entry)) + $"({parameters})",
            _ => SurfaceSyntax.Words(entry.Modifiers, entry.Type, entry.Name) + value,
        };
    }

    private static string PropertyName(SurfaceEntry entry, string parameters) => entry.Parameters.Count == 0 ? entry.Name : $"this[{parameters}]";

    private static string MethodName(SurfaceEntry entry) => entry.Name switch
    {
        "op_Implicit" => Implicit,
        "op_Explicit" => Explicit,
        _ when entry.IsOperator => "operator " + entry.Name["op_".Length..],
        _ => entry.Name + entry.TypeParameters,
    };

    private static string SimpleName(string owner)
    {
        string name = SurfaceText.CutLast(owner, ".").Tail;
        return name.Split('<')[0];
    }

    private static string WithoutAccess(string modifiers) =>
        SurfaceSyntax.Words([.. modifiers.Split(' ').Where(word => word is not ("public" or "protected" or "internal" or "private"))]);
}
