namespace SeNetMl.Package.Tests;

/// <summary>The README of the package, read as its readers do: what stands in code blocks is typed in.</summary>
internal static class PackageReadme
{
    /// <summary>The whole text.</summary>
    public static string Text { get; } = RepositoryRoot.Read("src/Microsoft.ML.SeNet/README.md");

    /// <summary>The commands of the first block: the package, then libtorch.</summary>
    public static string[] Commands => Blocks("sh")[0].Split('\n');

    /// <summary>The program, in one part.</summary>
    public static string[] Program => Blocks("csharp");

    /// <summary>The code blocks of a language, without the closing line break.</summary>
    public static string[] Blocks(string language) =>
        [.. Text.Split($"```{language}\n").Skip(1).Select(rest => rest[..rest.IndexOf("\n```", StringComparison.Ordinal)])];
}
