using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Splits a line into fields. Blanks before a field are no part of it, unless they separate.</summary>
internal static class TextFields
{
    /// <summary>Adds the fields of a line and says whether all of them were well formed; those that were not are empty.</summary>
    public static bool Split(ReadOnlyMemory<char> line, TextSettings settings, List<ReadOnlyMemory<char>> fields)
    {
        var span = line.Span;
        bool isGood = true;
        bool skipsBlanks = !settings.Separators.Contains(' ');
        int at = 0;
        while (true)
        {
            while (skipsBlanks && at < span.Length && span[at] == ' ')
                at++;
            if (at < span.Length && span[at] == '"' && settings.AllowQuoting)
                fields.Add(Quoted(span, settings, ref at, ref isGood));
            else
                fields.Add(Plain(line, settings, ref at));
            if (at >= span.Length)
                return isGood;
            at++;
        }
    }

    private static ReadOnlyMemory<char> Plain(ReadOnlyMemory<char> line, TextSettings settings, ref int at)
    {
        int length = line.Span[at..].IndexOfAny(settings.Separators);
        int start = at;
        at = length < 0 ? line.Length : at + length;
        return line[start..at];
    }

    private static ReadOnlyMemory<char> Quoted(ReadOnlySpan<char> span, TextSettings settings, ref int at, ref bool isGood)
    {
        var text = new StringBuilder();
        bool isClosed = false;
        for (at++; at < span.Length && !isClosed; at++)
        {
            char symbol = span[at];
            bool isEscaped = symbol == settings.EscapeChar && (symbol != '"' || (at + 1 < span.Length && span[at + 1] == '"'));
            if (isEscaped)
                AppendEscaped(text, span, ref at);
            else if (symbol == '"')
                isClosed = true;
            else
                text.Append(symbol);
        }
        // Only blanks may follow the closing quote.
        for (; at < span.Length && !settings.Separators.Contains(span[at]); at++)
            isClosed &= span[at] == ' ';
        isGood &= isClosed;
        return isClosed ? text.ToString().AsMemory() : ReadOnlyMemory<char>.Empty;
    }

    /// <summary>Whatever follows the escape is part of the field. Only before a quote does the escape go away.</summary>
    private static void AppendEscaped(StringBuilder text, ReadOnlySpan<char> span, ref int at)
    {
        if (at + 1 < span.Length && span[at + 1] != '"')
            text.Append(span[at]);
        at++;
        if (at < span.Length)
            text.Append(span[at]);
    }
}
