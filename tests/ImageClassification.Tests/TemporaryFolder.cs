namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("image-classification-").FullName;

    internal string this[string relative] => Path.Combine(Root, relative);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Its files, hidden ones too, as paths relative to it.</summary>
    internal IEnumerable<string> Files(string under = "") =>
        Directory.EnumerateFiles(this[under], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(this[under], file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    internal string Write(string relative, byte[]? bytes = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllBytes(this[relative], bytes ?? []);
        return this[relative];
    }
}
