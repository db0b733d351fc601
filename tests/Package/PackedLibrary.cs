using System.IO.Compression;
using System.Reflection;

namespace SeNetMl.Package.Tests;

/// <summary>The library, packed as it was built with these tests, into a folder that serves as a feed.</summary>
public sealed class PackedLibrary : IDisposable
{
    private const string Project = "src/Microsoft.ML.SeNet";

    public PackedLibrary()
    {
        Files.Write("nuget.config", """<configuration><packageSources><add key="the folder" value="feed" /></packageSources></configuration>""");
        string[] arguments =
            ["pack", Project, "--no-build", "-c", Configuration, "-o", Files["feed"], $"-p:PackageVersion={Version}", $"-p:NuspecOutputPath={Files["nuspec"]}/", "-nologo"];
        (int code, string output) = Shell.Dotnet(RepositoryFiles.Root, arguments);
        Assert.True(code == 0 && !output.Contains("warning", StringComparison.Ordinal), output);
    }

    /// <summary>The folder in which the projects of users stand: its nuget.config adds the feed.</summary>
    internal TemporaryDirectory Files { get; } = new();

    /// <summary>A version of this run: NuGet unpacks a version once and never looks again.</summary>
    internal string Version { get; } = $"0.1.0-test.{Guid.NewGuid():N}";

    internal static string Configuration { get; } = typeof(PackedLibrary).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string PackageRoot { get; } =
        typeof(PackedLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "NuGetPackageRoot").Value!;

    /// <summary>The files in the package, or in that with the symbols, but for what every package has by the format's own rules.</summary>
    internal string[] Entries(string ending)
    {
        using ZipArchive package = Open(ending);
        return [.. package.Entries
            .Select(entry => entry.FullName)
            .Where(name => name is not ("[Content_Types].xml" or "_rels/.rels") && !name.StartsWith("package/services/", StringComparison.Ordinal))
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

    private ZipArchive Open(string ending) => ZipFile.OpenRead(Files[$"feed/SeNetMl.{Version}.{ending}"]);
}
