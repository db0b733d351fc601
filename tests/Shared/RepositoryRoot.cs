namespace SeNetMl.Tests.Shared;

/// <summary>The repository that the tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder of <c>SeNetMl.sln</c>.</summary>
    internal static string Folder { get; } = Find();

    /// <summary>The text of a file, by its path from there.</summary>
    internal static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SeNetMl.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"SeNetMl.sln: expected in a folder above '{AppContext.BaseDirectory}', got none.");
    }
}
