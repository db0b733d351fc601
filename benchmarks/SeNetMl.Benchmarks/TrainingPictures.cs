using System.Formats.Tar;
using System.IO.Compression;

namespace SeNetMl.Benchmarks;

/// <summary>
/// The flowers and CIFAR-10 as folders, in a temporary folder that our worker and the peer's find by <see cref="Variable"/>. Where the
/// variable names a folder already, that one is taken and stays.
/// </summary>
internal sealed class TrainingPictures : IDisposable
{
    internal const string Variable = "SENETML_TRAINING";

    private static readonly string[] s_archives = ["flowers5-small.tar.gz", "cifar10.tar.gz"];

    private readonly string? _folder;

    private TrainingPictures(string? folder) => _folder = folder;

    /// <summary>What to say where the pictures are missing.</summary>
    internal static string Missing => $"Pictures: expected {string.Join(" and ", s_archives)} in {SamplePictures.DataFolder()} (or in the "
        + "folder data of the one that SENETML_SHARED names), got none.";

    /// <summary>The pictures, or null where an archive is not on this machine.</summary>
    internal static TrainingPictures? Unpack()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null)
            return new TrainingPictures(null);
        var archives = s_archives.Select(name => Path.Combine(SamplePictures.DataFolder(), name)).ToArray();
        if (!archives.All(File.Exists))
            return null;
        var folder = Directory.CreateTempSubdirectory("training").FullName;
        foreach (var archive in archives)
        {
            using var unpacked = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(unpacked, folder, overwriteFiles: false);
        }
        Environment.SetEnvironmentVariable(Variable, folder);
        return new TrainingPictures(folder);
    }

    /// <summary>The folder that holds the data's folders.</summary>
    internal static string Root() => Environment.GetEnvironmentVariable(Variable)
        ?? throw new InvalidOperationException($"Expected a folder of pictures in the environment variable {Variable}, got none.");

    public void Dispose()
    {
        if (_folder is null)
            return;
        Environment.SetEnvironmentVariable(Variable, null);
        Directory.Delete(_folder, recursive: true);
    }
}
