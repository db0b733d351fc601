namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Takes away what the lists only note: <c>?</c> after a reference type.</summary>
internal sealed class SurfaceNotes(SurfaceList list)
{
    /// <summary>The entry with <c>?</c> only where it means <see cref="Nullable{T}"/>.</summary>
    public SurfaceEntry Without(SurfaceEntry entry)
    {
        var constraints = entry.Constraints.Concat(list.Type(entry.Owner)?.Constraints ?? []);
        var structs = constraints.Where(IsStruct).Select(text => text.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        return entry with
        {
            Type = Without(entry.Type, structs),
            Parameters = [.. entry.Parameters.Select(parameter => parameter with { Type = Without(parameter.Type, structs) })],
            Bases = [.. entry.Bases.Select(type => Without(type, structs))],
            Constraints = [.. entry.Constraints.Select(text => Without(text, structs))],
        };
    }

    private string Without(string type, IReadOnlySet<string> structs)
    {
        for (int at = type.IndexOf('?'); at >= 0; at = type.IndexOf('?', at + 1))
        {
            string before = Before(type, at);
            if (!before.EndsWith(')') && !structs.Contains(before) && !list.IsValueType(before))
                type = type.Remove(at--, 1);
        }
        return type;
    }

    /// <summary>The type that ends at <paramref name="end"/>.</summary>
    private static string Before(string text, int end)
    {
        int start = end;
        for (int depth = 0; start > 0; start--)
        {
            char c = text[start - 1];
            if (depth == 0 && c is ' ' or ',' or '(' or '<' && depth == 0)
                break;
            depth += c is ')' or '>' or ']' ? 1 : c is '(' or '<' or '[' ? -1 : 0;
        }
        return text[start..end];
    }

    private static bool IsStruct(string constraint) => constraint.EndsWith(": struct", StringComparison.Ordinal) || constraint.Contains(": struct,", StringComparison.Ordinal);
}
