using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The lines of a file that hold something, with their numbers.</summary>
internal static class TextLines
{
    /// <summary>All lines but comments and the header. The head of a file may hold comments of two kinds, the rest of one.</summary>
    public static IEnumerable<(long Number, string Text)> Read(string path, TextSettings settings) =>
        All(path, settings).Skip(settings.HasHeader ? 1 : 0);

    /// <summary>The first lines, header included.</summary>
    public static IEnumerable<string> Sample(string path, TextSettings settings, int count) =>
        All(path, settings).Take(count).Select(line => line.Text);

    private static IEnumerable<(long Number, string Text)> All(string path, TextSettings settings)
    {
        using var reader = Open(path);
        long number = 0;
        bool isHead = true;
        while (Next(reader, settings, number, !isHead || !settings.HasHeader) is { } text)
        {
            number++;
            if (text.Length == 0 || text.StartsWith("//", StringComparison.Ordinal) || (isHead && text[0] == '#'))
                continue;
            isHead = false;
            yield return (number, text);
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path, Encoding.UTF8);
        }
        catch (Exception ex)
        {
            throw Contracts.ExceptIO(null, ex, "Could not open file '{0}'. Error is: {1}", path, ex.Message);
        }
    }

    private static string? Next(StreamReader reader, TextSettings settings, long number, bool mayGoOn)
    {
        string? line = reader.ReadLine();
        if (line is null || !settings.ReadsMultilines || !mayGoOn)
            return line;
        var text = new StringBuilder(line);
        while (text.ToString().Count(symbol => symbol == '"') % 2 != 0)
        {
            if (reader.ReadLine() is not { } more)
                throw new EndOfStreamException($"A quoted field opened on line {number} was never closed, and we've read to the last line in the file without finding the closing quote");
            text.Append('\n').Append(more);
        }
        return text.ToString();
    }
}
