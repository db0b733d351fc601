namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Lists the files below a folder, through symbolic links too, without what is hidden: by attribute on Windows, by a leading dot elsewhere.
/// A folder that may not be read is an error, not an absence.
/// </summary>
internal static class FolderWalk
{
    private static readonly EnumerationOptions s_visible = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>The visible files right in a folder.</summary>
    internal static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", s_visible);

    /// <summary>The visible folders right in a folder.</summary>
    internal static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder, "*", s_visible);

    /// <summary>The visible files in a folder and in all folders below it.</summary>
    /// <exception cref="InvalidDataException">A symbolic link leads back to a folder that it is in.</exception>
    internal static IEnumerable<string> AllFiles(string folder) => AllFiles(folder, [RealPath(folder)]);

    // The real path of each folder on the way down tells a link back up from a link elsewhere.
    private static IEnumerable<string> AllFiles(string folder, string[] way) =>
        Files(folder).Concat(Folders(folder).SelectMany(inner => AllFiles(inner, [.. way, Enter(inner, way)])));

    private static string Enter(string folder, string[] way)
    {
        var real = IsLink(folder) ? RealPath(folder) : Path.Combine(way[^1], Path.GetFileName(folder));
        if (way.Any(passed => Path.Join(passed, "/").StartsWith(Path.Join(real, "/"), StringComparison.Ordinal)))
            throw new InvalidDataException($"Pictures in '{folder}': expected folders that end somewhere, got a symbolic link back to '{real}', which this folder is in. Remove the link.");
        return real;
    }

    private static bool IsLink(string folder) => new DirectoryInfo(folder).LinkTarget is not null;

    /// <summary>The path without any symbolic link in it. The folder must exist, so its links end somewhere.</summary>
    private static string RealPath(string folder)
    {
        var full = Path.GetFullPath(folder);
        var real = Path.GetPathRoot(full)!;
        foreach (var name in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            if (Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = RealPath(target.FullName);
        }
        return real;
    }
}
