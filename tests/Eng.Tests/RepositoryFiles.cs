namespace SeNetMl.Eng.Tests;

/// <summary>The hand-written files of the repository that the tests were built from.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] BuildOutputs = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>All files with one of these endings in these top folders, as path relative to <see cref="RepositoryRoot.Folder"/>
    /// (with slashes) and text.</summary>
    public static IReadOnlyList<(string Path, string Text)> Read(IEnumerable<string> topFolders, params string[] endings) =>
        [.. topFolders
            .Select(folder => Path.Combine(RepositoryRoot.Folder, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => endings.Contains(Path.GetExtension(file)))
            .Select(file => (Path: Path.GetRelativePath(RepositoryRoot.Folder, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.Split('/').Any(BuildOutputs.Contains))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => (file.Path, File.ReadAllText(file.File)))];
}
