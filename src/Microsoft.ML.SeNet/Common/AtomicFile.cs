namespace Microsoft.ML.SeNet.Common;

/// <summary>Writes whole files: under the real name there is either the old content or the complete new one, never half a file.</summary>
internal static class AtomicFile
{
    private const string TemporaryExtension = ".tmp";

    /// <summary>
    /// Lets <paramref name="write"/> fill a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it over
    /// <paramref name="path"/>. When anything fails, the temporary file is removed, an older file stays as it was and the exception
    /// propagates. What a killed process has left of a write to the same path is removed first.
    /// </summary>
    /// <param name="path">The file to create or to replace. Its directory must exist; a symbolic link is followed.</param>
    /// <param name="write">Receives the open, empty, seekable stream; need not close it.</param>
    /// <exception cref="DirectoryNotFoundException">The directory does not exist.</exception>
    /// <exception cref="IOException"><paramref name="path"/> is a directory, or the file system refuses.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var target = Target(path);
        // The same directory, because a rename is atomic only within one file system.
        var (directory, name) = (Path.GetDirectoryName(target)!, Path.GetFileName(target));
        RemoveLeftovers(directory, name);
        var temporary = Path.Combine(directory, $".{name}.{Path.GetRandomFileName()}{TemporaryExtension}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                // Before the rename: else a power cut could leave the new name on blocks that were never written.
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw new IOException($"Cannot write '{path}': expected a file name, got a directory. Add a file name.");
        // A rename over a symbolic link would replace the link and leave the file behind it as it was.
        if (File.Exists(full))
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new DirectoryNotFoundException(
                $"Cannot write '{path}': expected an existing directory, got '{Path.GetDirectoryName(full)}', "
                + "which does not exist. Create it first.");
        return full;
    }

    private static void RemoveLeftovers(string directory, string name)
    {
        // Names are compared here, because a search pattern would take a '*' in a file's name for its own.
        foreach (var file in Directory.EnumerateFiles(directory, "*" + TemporaryExtension)
            .Where(file => IsTemporary(Path.GetFileName(file), name)).ToList())
        {
            try
            {
                // Whoever still writes it holds it by FileShare.None, so that this fails.
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not ours to remove.
            }
        }
    }

    // ".NAME.RANDOM.tmp", where RANDOM is "12345678.123".
    private static bool IsTemporary(string file, string name) =>
        file.Length == name.Length + 2 + Path.GetRandomFileName().Length + TemporaryExtension.Length
        && file.StartsWith($".{name}.", StringComparison.Ordinal);

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; this would hide it.
        }
    }
}
