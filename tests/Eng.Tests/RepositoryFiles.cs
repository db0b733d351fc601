namespace SeNetMl.Eng.Tests;

/// <summary>The hand-written files of the repository that the tests were built from.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] BuildOutputs = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>The folder of <c>SeNetMl.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files with one of these endings in these top folders, as path relative to <see cref="Root"/> (with slashes) and text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Read(IEnumerable<string> topFolders, params string[] endings) =>
        [.. topFolders
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => endings.Contains(Path.GetExtension(file)))
            .Select(file => (Path: Path.GetRelativePath(Root, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.Split('/').Any(BuildOutputs.Contains))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (file.Path, File.ReadAllText(file.File)))];

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SeNetMl.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"SeNetMl.sln: expected in a folder above '{AppContext.BaseDirectory}', got none.");
    }
}
