namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>Files that are there whole or not at all: made under another name, then renamed.</summary>
internal static class WholeFile
{
    /// <summary>Lets <paramref name="write"/> fill the file.</summary>
    internal static void Write(string path, Action<Stream> write) => Make(path, partial =>
    {
        using var stream = File.Create(partial);
        write(stream);
    });

    /// <summary>Lets <paramref name="make"/> make the file under the name that it is given, which has the same ending.</summary>
    internal static void Make(string path, Action<string> make)
    {
        var partial = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".partial-{Path.GetFileName(path)}");
        try
        {
            make(partial);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
