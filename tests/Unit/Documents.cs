namespace Microsoft.ML.SeNet.Tests;

/// <summary>The repository's files, and the code in its documents, which is that of regions that are compiled.</summary>
internal static class Documents
{
    /// <summary>The repository's root.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The text of a file.</summary>
    internal static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Fails unless a document shows the region of a source file, as a block of C#.</summary>
    internal static void AssertShows(string document, string source, string region)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, source));
        var start = Array.FindIndex(lines, line => line.Trim() == $"#region {region}");
        var indent = lines[start].IndexOf('#', StringComparison.Ordinal);
        var body = lines[(start + 1)..Array.FindIndex(lines, start, line => line.Trim() == "#endregion")];
        var code = string.Join('\n', body.Select(line => line == "" ? "" : line[indent..]));

        Assert.Contains($"```csharp\n{code}\n```", Read(document), StringComparison.Ordinal);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SeNetMl.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
