namespace SeNetMl.Tests.Shared;

/// <summary>The code in the repository's pages is that of regions that are compiled.</summary>
internal static class CodeInPages
{
    /// <summary>Fails unless a page shows the region of a source file, as a block of C#.</summary>
    internal static void AssertShows(string page, string source, string region) =>
        Assert.Contains($"```csharp\n{Region(source, region)}\n```", RepositoryRoot.Read(page), StringComparison.Ordinal);

    /// <summary>The quick start as a whole <c>Program.cs</c>.</summary>
    internal static string QuickStart
    {
        get
        {
            const string source = "samples/ImageClassification/QuickStart.cs";
            return $"using Microsoft.ML;\n\n{Region(source, "quickstart")}\n\n{Region(source, "quickstart rows")}";
        }
    }

    /// <summary>The lines of a region of a source file, less its own indentation.</summary>
    internal static string Region(string source, string name)
    {
        var lines = RepositoryRoot.Read(source).Split('\n');
        var start = Array.FindIndex(lines, line => line.Trim() == $"#region {name}");
        if (start < 0)
            throw new InvalidDataException($"{source}: expected a region '{name}', got none.");
        var indent = lines[start].IndexOf('#', StringComparison.Ordinal);
        var body = lines[(start + 1)..Array.FindIndex(lines, start, line => line.Trim() == "#endregion")];
        return string.Join('\n', body.Select(line => line == "" ? "" : line[indent..]));
    }
}
