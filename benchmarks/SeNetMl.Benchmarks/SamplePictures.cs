using System.Formats.Tar;
using System.IO.Compression;

namespace SeNetMl.Benchmarks;

/// <summary>Real photographs, in a temporary folder that our worker and the peer's find by <see cref="Variable"/>.</summary>
internal sealed class SamplePictures : IDisposable
{
    internal const string Variable = "SENETML_PICTURES";

    private const string Archive = "flowers5-small.tar.gz";
    private const string Part = "flowers5-small/test/";

    private readonly string _folder;

    private SamplePictures(string folder) => _folder = folder;

    /// <summary>What to say where the pictures are missing.</summary>
    internal static string Missing =>
        $"Pictures: expected {Archive} in {DataFolder()} (or in the folder data of the one that SENETML_SHARED names), got none.";

    /// <summary>The pictures, or null where the archive is not on this machine.</summary>
    internal static SamplePictures? Unpack()
    {
        string archive = Path.Combine(DataFolder(), Archive);
        if (!File.Exists(archive))
            return null;
        var pictures = new SamplePictures(Directory.CreateTempSubdirectory("pictures").FullName);
        using var entries = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (entries.GetNextEntry() is { } entry)
        {
            if (entry.Name.StartsWith(Part, StringComparison.Ordinal) && entry.EntryType == TarEntryType.RegularFile)
                entry.ExtractToFile(Path.Combine(pictures._folder, entry.Name[Part.Length..].Replace('/', '-')), overwrite: false);
        }
        Environment.SetEnvironmentVariable(Variable, pictures._folder);
        return pictures;
    }

    /// <summary>The first files, in the order of their names, as the peer sorts them too.</summary>
    internal static string[] Paths(int count)
    {
        string folder = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"Expected a folder of pictures in the environment variable {Variable}, got none.");
        return [.. Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(count)];
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_folder, recursive: true);
    }

    internal static string DataFolder() =>
        Path.GetFullPath(Path.Combine(
            Environment.GetEnvironmentVariable("SENETML_SHARED") ?? Path.Combine(WorkerProcess.Root(), "..", "shared"), "data"));
}
