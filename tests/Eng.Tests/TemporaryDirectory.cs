namespace SeNetMl.Eng.Tests;

/// <summary>A folder outside the repository, so that none of its build files apply; gone after the test.</summary>
/// <param name="under">The name of a folder in it to work in, where the name is the point.</param>
public sealed class TemporaryDirectory(string under = "") : IDisposable
{
    private readonly string _made = Directory.CreateTempSubdirectory("senetml-eng-").FullName;

    /// <summary>Its full path.</summary>
    public string Root => Path.Combine(_made, under).TrimEnd('/');

    /// <summary>The full path of a file in it.</summary>
    public string this[string relative] => Path.Combine(Root, relative);

    /// <summary>Writes a file, with the folders it needs.</summary>
    public string Write(string relative, string text)
    {
        string path = this[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_made, recursive: true);
}
