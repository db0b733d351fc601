using System.IO.Compression;
using System.Reflection;

namespace SeNetMl.Package.Tests;

/// <summary>The library, packed as it was built with these tests, into a folder that serves as a feed.</summary>
public sealed class PackedLibrary : IDisposable
{
    /// <summary>A folder for projects that get the package from its feed and the rest from what is unpacked on this machine:
    /// no network is asked.</summary>
    internal const string Alone = "alone";

    /// <summary>A folder for projects that have the feeds of this machine besides.</summary>
    internal const string WithFeeds = "with-feeds";

    private const string Project = "src/Microsoft.ML.SeNet";

    public PackedLibrary()
    {
        WriteSources(Alone, "<clear />");
        WriteSources(WithFeeds, "");
        string[] arguments =
            ["pack", Project, "--no-build", "-c", Configuration, "-o", Files["feed"], $"-p:PackageVersion={Version}",
                $"-p:NuspecOutputPath={Files["nuspec"]}/", "-nologo"];
        (int code, string output) = Shell.Dotnet(RepositoryRoot.Folder, arguments);
        Assert.True(code == 0 && !output.Contains("warning", StringComparison.Ordinal), output);
    }

    /// <summary>The feed, and the folders in which the projects of users stand.</summary>
    internal TemporaryDirectory Files { get; } = new();

    /// <summary>A version of this run: NuGet unpacks a version once and never looks again.</summary>
    internal string Version { get; } = $"0.1.0-test.{Guid.NewGuid():N}";

    internal static string Configuration { get; } =
        typeof(PackedLibrary).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string PackageRoot { get; } =
        typeof(PackedLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == "NuGetPackageRoot").Value!;

    /// <summary>The files in the package, or in that with the symbols, but for what every package has by the format's own rules.</summary>
    internal string[] Entries(string ending)
    {
        using ZipArchive package = Open(ending);
        return [.. package.Entries
            .Select(entry => entry.FullName)
            .Where(name =>
                name is not ("[Content_Types].xml" or "_rels/.rels") && !name.StartsWith("package/services/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The bytes of one file of the package.</summary>
    internal byte[] Read(string name)
    {
        using ZipArchive package = Open("nupkg");
        using Stream stream = package.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Files.Dispose();
        string unpacked = Path.Combine(PackageRoot, "senetml", Version);
        if (Directory.Exists(unpacked))
            Directory.Delete(unpacked, recursive: true);
    }

    private void WriteSources(string folder, string others) =>
        Files.Write($"{folder}/nuget.config",
            $"""<configuration><packageSources>{others}<add key="the folder" value="../feed" /></packageSources></configuration>""");

    private ZipArchive Open(string ending) => ZipFile.OpenRead(Files[$"feed/SeNetMl.{Version}.{ending}"]);
}
