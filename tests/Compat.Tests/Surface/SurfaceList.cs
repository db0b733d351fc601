namespace SeNetMl.Compat.Tests.Surface;

/// <summary>A list of genuine members, by owner, with what else it tells: bases of bases, which names are value types.</summary>
internal sealed class SurfaceList
{
    private readonly ILookup<string, SurfaceEntry> _members;
    private readonly Dictionary<string, SurfaceEntry> _types;
    private readonly ILookup<string, SurfaceEntry> _typesByPlainName;
    private readonly ILookup<string, string> _ownersByPlainName;
    private readonly HashSet<string> _given;

    public SurfaceList(IEnumerable<string> lines, ISurfaceDialect dialect)
    {
        Dialect = dialect;
        Entries = [.. lines.Where(line => line.Length > 0 && line[0] != '#').SelectMany(dialect.Parse)];
        _members = Entries.Where(entry => entry.Kind != SurfaceKind.Type).ToLookup(entry => entry.Owner);
        _types = Entries.Where(entry => entry.Kind == SurfaceKind.Type).DistinctBy(entry => entry.Owner).ToDictionary(entry => entry.Owner);
        _typesByPlainName = _types.Values.ToLookup(entry => SurfaceText.Generic(entry.Owner).Name);
        _given = [.. Entries.Where(entry => entry.Kind != SurfaceKind.Type).Select(entry => entry.Type)];
        _ownersByPlainName = _types.Keys.Concat(_members.Select(group => group.Key)).Distinct().ToLookup(owner => SurfaceText.Generic(owner).Name);
    }

    public ISurfaceDialect Dialect { get; }

    public IReadOnlyList<SurfaceEntry> Entries { get; }

    public IEnumerable<SurfaceEntry> Members(string owner) => _members[owner];

    /// <summary>Whether there is such a type: by its line, by its members' or, where the versions share none of those, as what a listed member gives.</summary>
    public bool Knows(string owner) => _types.ContainsKey(owner) || _members.Contains(owner) || _given.Contains(owner);

    /// <summary>A type's own line; null where the list has its members only, because its bases are not the same in the supported versions.</summary>
    public SurfaceEntry? Type(string owner) => _types.GetValueOrDefault(owner);

    /// <summary>Whether <paramref name="type"/>, arguments filled in, is a type of the list.</summary>
    public bool KnowsConstructed(string type) => _ownersByPlainName.Contains(SurfaceText.Generic(type).Name);

    public bool IsValueType(string type)
    {
        if (TypeText.IsValueKeyword(type))
            return true;
        string name = SurfaceText.Generic(type).Name;
        var listed = _typesByPlainName[name].FirstOrDefault();
        return listed is null
            ? _members[type].Any(member => member.Kind == SurfaceKind.EnumValue) || SystemTypes.Find(name)?.IsValueType == true
            : listed.Type is "struct" or "enum";
    }

    /// <summary>Every base class and interface of a genuine type, its arguments filled in, as far as the list and the runtime know.</summary>
    public IReadOnlySet<string> Ancestors(string owner)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(Type(owner)?.Bases ?? []);
        while (open.TryDequeue(out string? next))
        {
            if (found.Add(next))
                DirectBases(next).ToList().ForEach(open.Enqueue);
        }
        return found;
    }

    /// <summary>The members of a genuine type, its arguments filled in.</summary>
    public IEnumerable<SurfaceEntry> MembersOfConstructed(string type)
    {
        var (name, arguments) = SurfaceText.Generic(type);
        return _ownersByPlainName[name].SelectMany(owner => _members[owner].Select(member => Substitute(member, Map(owner, arguments))));
    }

    private IEnumerable<string> DirectBases(string type)
    {
        var (name, arguments) = SurfaceText.Generic(type);
        return _typesByPlainName[name].FirstOrDefault() is { } listed
            ? listed.Bases.Select(text => SurfaceText.Substitute(text, Map(listed.Owner, arguments)))
            : SystemTypes.Bases(name, arguments);
    }

    private static SurfaceEntry Substitute(SurfaceEntry member, IReadOnlyDictionary<string, string> map) => member with
    {
        Type = SurfaceText.Substitute(member.Type, map),
        Parameters = [.. member.Parameters.Select(parameter => parameter with { Type = SurfaceText.Substitute(parameter.Type, map) })],
    };

    private static Dictionary<string, string> Map(string definition, IReadOnlyList<string> arguments) =>
        SurfaceText.Generic(definition).Arguments.Zip(arguments).ToDictionary(pair => pair.First, pair => pair.Second);
}
