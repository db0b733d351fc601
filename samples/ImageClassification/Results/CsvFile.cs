using System.Globalization;
using System.Text;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>Tables as comma-separated values (RFC 4180, in UTF-8), for spreadsheets and data frames.</summary>
internal static class CsvFile
{
    /// <summary>Writes a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The names of the columns.</param>
    /// <param name="rows">Values, one for each column; numbers are written in full, null as nothing.</param>
    internal static void Save(string path, IEnumerable<string> header, IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(header))
            text.AppendJoin(',', row.Select(Field)).Append("\r\n");
        WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Field(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
