namespace SeNetMl.Compat.Tests.Surface;

/// <summary>The differences between one of our members and the genuine member that has the same types.</summary>
internal static class SurfaceFacets
{
    /// <summary>Whether two members are one to the compiler: kind, name, arity and types of parameters, and the result of a conversion.</summary>
    public static bool IsSameMember(SurfaceEntry ours, SurfaceEntry genuine) =>
        ours.Kind == genuine.Kind && ours.Name == genuine.Name && ours.Parameters.Count == genuine.Parameters.Count &&
        Arity(ours) == Arity(genuine) && Types(ours).SequenceEqual(Types(genuine)) &&
        (ours.Name is not ("op_Implicit" or "op_Explicit") || ours.Type == genuine.Type);

    public static IReadOnlyList<string> Compare(SurfaceEntry ours, SurfaceEntry genuine)
    {
        var problems = new List<string>();
        if (!AreEqualModifiers(ours.Modifiers, genuine.Modifiers))
            problems.Add($"is '{ours.Modifiers}', expected '{genuine.Modifiers}'");
        if (ours.Type != genuine.Type)
            problems.Add($"has type '{ours.Type}', expected '{genuine.Type}'");
        if (ours.TypeParameters != genuine.TypeParameters)
            problems.Add($"has type parameters {ours.TypeParameters}, expected {genuine.TypeParameters}");
        if (ours.Value != genuine.Value)
            problems.Add($"has value {ours.Value ?? "none"}, expected {genuine.Value ?? "none"}");
        foreach (string accessor in ours.Accessors.Except(genuine.Accessors))
            problems.Add($"has accessor '{accessor}', expected {{ {string.Join(' ', genuine.Accessors)} }}");
        problems.AddRange(CompareParameters(ours.Parameters, genuine.Parameters));
        problems.AddRange(CompareSets("constraint", ours.Constraints, genuine.Constraints));
        problems.AddRange(CompareSets("marker", ours.Markers, genuine.Markers));
        return problems;
    }

    public static IEnumerable<string> CompareParameters(IReadOnlyList<SurfaceParameter> ours, IReadOnlyList<SurfaceParameter> genuine)
    {
        foreach (var (own, other) in ours.Zip(genuine))
        {
            if (own.Modifier != other.Modifier)
                yield return $"parameter '{own.Name}' is '{own.Modifier}', expected '{other.Modifier}'";
            if (own.Type != other.Type)
                yield return $"parameter '{own.Name}' has type '{own.Type}', expected '{other.Type}'";
            if (other.Name == SurfaceParameter.AnyName ? !own.Name.StartsWith('_') : own.Name != other.Name)
                yield return $"parameter '{own.Name}' expected to be called {(other.Name == SurfaceParameter.AnyName ? "something that begins with '_'" : $"'{other.Name}'")}";
            if (other.Default is not (SurfaceParameter.DifferingDefault or SurfaceParameter.SometimesDefault) && own.Default != other.Default)
                yield return $"parameter '{own.Name}' has default {own.Default ?? "none"}, expected {other.Default ?? "none"}";
        }
    }

    public static IEnumerable<string> CompareSets(string what, IReadOnlyList<string> ours, IReadOnlyList<string> genuine) =>
        ours.Except(genuine).Select(text => $"has the {what} '{text}', which the genuine one lacks")
            .Concat(genuine.Except(ours).Select(text => $"lacks the {what} '{text}'"));

    /// <summary>An override may be a first declaration here, when the class between that declares it is not in the subset.</summary>
    private static bool AreEqualModifiers(string ours, string genuine) =>
        ours == genuine ||
        (genuine.EndsWith(" override", StringComparison.Ordinal) && (genuine == ours + " override" || genuine == ours.Replace(" virtual", " override", StringComparison.Ordinal)));

    private static int Arity(SurfaceEntry entry) => entry.TypeParameters.Count(c => c == ',') + Math.Sign(entry.TypeParameters.Length);

    private static IEnumerable<string> Types(SurfaceEntry entry) =>
        entry.Parameters.Select(parameter => (parameter.Modifier is "ref" or "out" or "in" ? "ref " : "") + SurfaceText.WithoutElementNames(parameter.Type));
}
