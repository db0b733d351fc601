using System.Text.RegularExpressions;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Reads C# text without being confused by what stands in brackets or quotes.</summary>
internal static partial class SurfaceText
{
    /// <summary>The positions at which <paramref name="separator"/> stands outside brackets and quotes.</summary>
    public static List<int> Find(string text, string separator)
    {
        var found = new List<int>();
        for (int i = 0, depth = 0; i < text.Length; i++)
        {
            if (depth == 0 && string.CompareOrdinal(text, i, separator, 0, separator.Length) == 0)
                found.Add(i);
            if (text[i] is '"' or '\'')
                i = text.IndexOf(text[i], i + 1) is >= 0 and var end ? end : text.Length;
            else
                depth += Depth(text[i]);
        }
        return found;
    }

    public static IReadOnlyList<string> Split(string text, string separator)
    {
        if (text.Length == 0)
            return [];
        var parts = new List<string>();
        int start = 0;
        foreach (int at in Find(text, separator).Where(at => at >= start))
        {
            parts.Add(text[start..at]);
            start = at + separator.Length;
        }
        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>Cuts at the first <paramref name="separator"/>; the second part is null where there is none.</summary>
    public static (string Head, string? Tail) CutFirst(string text, string separator)
    {
        var found = Find(text, separator);
        return found.Count == 0 ? (text, null) : (text[..found[0]], text[(found[0] + separator.Length)..]);
    }

    /// <summary>Cuts at the last <paramref name="separator"/>; the first part is empty where there is none.</summary>
    public static (string Head, string Tail) CutLast(string text, string separator)
    {
        var found = Find(text, separator);
        return found.Count == 0 ? ("", text) : (text[..found[^1]], text[(found[^1] + separator.Length)..]);
    }

    /// <summary>Cuts a bracketed group off the end: <c>f(a, b)</c> into <c>f</c> and <c>a, b</c>.</summary>
    public static (string Head, string Inside) CutGroup(string text, char open)
    {
        var found = Find(text, open.ToString());
        return (text[..found[^1]], text[(found[^1] + 1)..^1]);
    }

    /// <summary>Takes the leading words that are in <paramref name="words"/> off <paramref name="text"/>.</summary>
    public static string TakeWords(ref string text, IReadOnlySet<string> words)
    {
        int end = 0;
        while (text.IndexOf(' ', end) is > 0 and var space && words.Contains(text[end..space]))
            end = space + 1;
        string taken = text[..end].TrimEnd();
        text = text[end..];
        return taken;
    }

    /// <summary>Takes the markers in square brackets off the end: <c>… [Obsolete]</c>.</summary>
    public static IReadOnlyList<string> TakeMarkers(ref string text)
    {
        var markers = new List<string>();
        for (var match = Marker().Match(text); match.Success; match = Marker().Match(text))
        {
            markers.Insert(0, match.Value[1..]);
            text = text[..match.Index];
        }
        return markers;
    }

    /// <summary>Cuts <c>where</c> clauses off: the head, then each clause without its <c>where</c>.</summary>
    public static IReadOnlyList<string> TakeConstraints(ref string text)
    {
        var parts = Split(text, " where ");
        text = parts[0];
        return [.. parts.Skip(1)];
    }

    /// <summary>A type's name with its arguments replaced by their number, and the arguments: <c>A`1.B</c> and <c>T</c> for <c>A&lt;T&gt;.B</c>.</summary>
    public static (string Name, IReadOnlyList<string> Arguments) Generic(string type)
    {
        var arguments = new List<string>();
        for (int open = type.IndexOf('<'); open >= 0; open = type.IndexOf('<', open + 1))
        {
            int close = Close(type, open);
            var inside = Split(type[(open + 1)..close], ", ");
            arguments.AddRange(inside);
            type = $"{type[..open]}`{inside.Count}{type[(close + 1)..]}";
        }
        return (type, arguments);
    }

    /// <summary>Puts types in place of type parameters.</summary>
    public static string Substitute(string text, IReadOnlyDictionary<string, string> arguments) =>
        arguments.Count == 0 ? text : Word().Replace(text, match => arguments.GetValueOrDefault(match.Value, match.Value));

    /// <summary>Types without the names of tuple elements.</summary>
    public static string WithoutElementNames(string type) => ElementName().Replace(type, "");

    private static int Close(string text, int open)
    {
        int depth = 0;
        for (int i = open; ; i++)
        {
            depth += Depth(text[i]);
            if (depth == 0)
                return i;
        }
    }

    private static int Depth(char c) => c switch
    {
        '(' or '<' or '[' or '{' => 1,
        ')' or '>' or ']' or '}' => -1,
        _ => 0,
    };

    [GeneratedRegex(@" \[[A-Za-z]+(\(-?\d+\))?\]$")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(?![\w.])")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<!,) \w+(?=[,)])")]
    private static partial Regex ElementName();
}
