using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Compares an assembly of ours with a list of genuine members: ours must be a strict subset.</summary>
/// <remarks>An internal member of ours is compared only where the list has an internal member of that name: it stands for the genuine one.</remarks>
internal sealed class SurfaceComparison(SurfaceList list)
{
    private readonly SurfaceNotes _notes = new(list);
    private readonly HashSet<string> _ownInternals = new(StringComparer.Ordinal);

    public IReadOnlyList<SurfaceViolation> Compare(Assembly assembly) => Compare(Reader.Read(assembly));

    public IReadOnlyList<SurfaceViolation> Compare(params Type[] types) => Compare([.. types.SelectMany(Reader.Read)]);

    private SurfaceReader Reader => new(list.Dialect.PrintsNullability, internals: true);

    private IReadOnlyList<SurfaceViolation> Compare(IReadOnlyList<SurfaceEntry> ours)
    {
        var byOwner = ours.ToLookup(entry => entry.Owner);
        _ownInternals.UnionWith(ours.Where(entry => entry.Kind == SurfaceKind.Type && entry.IsInternal).Select(entry => SurfaceText.Generic(entry.Owner).Name));
        var violations = byOwner.SelectMany(group => CompareOwner(group.Key, [.. group], byOwner));
        return [.. violations.OrderBy(violation => violation.Line, StringComparer.Ordinal)];
    }

    private IEnumerable<SurfaceViolation> CompareOwner(string owner, IReadOnlyList<SurfaceEntry> entries, ILookup<string, SurfaceEntry> ours)
    {
        var type = entries.First(entry => entry.Kind == SurfaceKind.Type);
        if (type.IsInternal && list.Type(owner)?.IsInternal != true)
            return [];
        if (!list.Knows(owner))
            return [Violation(type, "no such public type", ClosestTypes(owner))];
        var members = entries.Where(entry => entry.Kind != SurfaceKind.Type && !IsOursAlone(entry)).ToArray();
        return CompareType(type).Concat(members.SelectMany(member => CompareMember(member, ours))).Concat(Missing(owner, members));
    }

    private IEnumerable<SurfaceViolation> CompareType(SurfaceEntry type)
    {
        var genuine = list.Type(type.Owner);
        type = type with { Bases = [.. type.Bases.Where(text => !_ownInternals.Contains(SurfaceText.Generic(text).Name))] };
        if (genuine is null)
            return type.Bases.Where(text => !list.KnowsConstructed(text) && !text.StartsWith("System.", StringComparison.Ordinal))
                .Select(text => Violation(type, $"has the base '{text}', which no genuine type is", []));
        return TypeProblems(_notes.Without(type), genuine).Select(problem => Violation(type, problem, [genuine]));
    }

    private IEnumerable<string> TypeProblems(SurfaceEntry ours, SurfaceEntry genuine)
    {
        var expected = _notes.Without(genuine);
        string access = list.Dialect.Parse(list.Dialect.Render(ours)!)[0].Modifiers;
        if (ours.Type != expected.Type || access != expected.Modifiers)
            yield return $"is '{SurfaceSyntax.Words(access, ours.Type)}', expected '{SurfaceSyntax.Words(expected.Modifiers, expected.Type)}'";
        if (ours.Type == "enum" && expected.Bases.Count > 0 && !ours.Bases.SequenceEqual(expected.Bases))
            yield return $"has the underlying type '{ours.Bases[0]}', expected '{expected.Bases[0]}'";
        var ancestors = list.Ancestors(ours.Owner);
        foreach (string text in ours.Bases.Where(text => ours.Type != "enum" && !ancestors.Contains(text)))
            yield return $"has the base '{text}', which the genuine one lacks";
        foreach (string problem in SurfaceFacets.CompareSets("constraint", ours.Constraints, expected.Constraints).Concat(SurfaceFacets.CompareSets("marker", ours.Markers, expected.Markers)))
            yield return problem;
    }

    private IEnumerable<SurfaceViolation> CompareMember(SurfaceEntry member, ILookup<string, SurfaceEntry> ours)
    {
        var own = _notes.Without(member);
        if (Best(own, list.Members(own.Owner)) is { } match)
            return Problems(own, match).Select(problem => Violation(member, problem, [match]));
        if (member.Overridden is { } overridden)
            return SurfaceFacets.CompareParameters(member.Parameters, overridden.Parameters).Where(problem => !problem.Contains("has type", StringComparison.Ordinal))
                .Select(problem => Violation(member, problem + ", as in what it overrides", [overridden]));
        if (Best(own, OmittedBases(own.Owner, ours).SelectMany(list.MembersOfConstructed)) is { } inherited)
            return Problems(own, inherited).Select(problem => Violation(member, problem, [inherited]));
        return [Violation(member, "no such member", ClosestMembers(own))];
    }

    /// <summary>Whoever implements an interface or derives from an abstract class must have to write what the genuine one asks for.</summary>
    private IEnumerable<SurfaceViolation> Missing(string owner, IReadOnlyList<SurfaceEntry> ours)
    {
        bool isInterface = list.Type(owner)?.Type == "interface";
        var asked = list.Members(owner).Where(member => !member.IsInternal && (isInterface || member.Modifiers.Split(' ').Contains("abstract")));
        var own = ours.Select(_notes.Without).ToArray();
        return asked.Where(member => !own.Any(entry => IsSameMember(entry, member)))
            .Select(member => Violation(member, "an abstract member that ours lacks", []));
    }

    /// <summary>The genuine base types that our type does not have: their members may stand in the type itself.</summary>
    private IEnumerable<string> OmittedBases(string owner, ILookup<string, SurfaceEntry> ours)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        for (var type = ours[owner].FirstOrDefault(); type is not null; type = ours[type.Bases.FirstOrDefault() ?? ""].FirstOrDefault())
            present.UnionWith(type.Bases);
        return list.Ancestors(owner).Where(ancestor => !present.Contains(ancestor));
    }

    private SurfaceEntry? Best(SurfaceEntry own, IEnumerable<SurfaceEntry> candidates) =>
        candidates.Where(candidate => IsSameMember(own, candidate)).MinBy(candidate => Problems(own, candidate).Count);

    /// <summary>The cheap questions first: the list is long.</summary>
    private bool IsSameMember(SurfaceEntry own, SurfaceEntry genuine) =>
        own.Kind == genuine.Kind && own.Name == genuine.Name && SurfaceFacets.IsSameMember(own, _notes.Without(genuine));

    private IReadOnlyList<string> Problems(SurfaceEntry own, SurfaceEntry genuine) => SurfaceFacets.Compare(own, _notes.Without(genuine));

    private bool IsOursAlone(SurfaceEntry entry) =>
        entry.IsInternal && !list.Members(entry.Owner).Any(other => other.IsInternal && other.Kind == entry.Kind && other.Name == entry.Name);

    private IEnumerable<SurfaceEntry> ClosestMembers(SurfaceEntry own)
    {
        var sameName = list.Members(own.Owner).Where(entry => entry.Name == own.Name).ToArray();
        return sameName.Length > 0
            ? sameName.OrderByDescending(entry => Likeness(own, entry)).Take(3)
            : list.Members(own.Owner).Where(entry => entry.Name.Contains(own.Name, StringComparison.OrdinalIgnoreCase)).Take(2);
    }

    private IEnumerable<SurfaceEntry> ClosestTypes(string owner)
    {
        string name = SurfaceText.CutLast(SurfaceText.Generic(owner).Name, ".").Tail.Split('`')[0];
        return list.Entries.Where(entry => entry.Kind == SurfaceKind.Type && SurfaceText.CutLast(SurfaceText.Generic(entry.Owner).Name, ".").Tail.Split('`')[0] == name).Take(3);
    }

    private static int Likeness(SurfaceEntry own, SurfaceEntry genuine) =>
        own.Parameters.Select(parameter => parameter.Type).Intersect(genuine.Parameters.Select(parameter => parameter.Type)).Count() -
        Math.Abs(own.Parameters.Count - genuine.Parameters.Count);

    private SurfaceViolation Violation(SurfaceEntry entry, string problem, IEnumerable<SurfaceEntry> genuine) =>
        new(Text(entry), problem, [.. genuine.Select(Text)]);

    private string Text(SurfaceEntry entry) => list.Dialect.Render(entry) ?? $"{entry.Owner}.{entry.Name}";
}
