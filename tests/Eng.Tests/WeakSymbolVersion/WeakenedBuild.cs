using System.Security.Cryptography;

namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>
/// A program that refers to TorchSharp (managed code and small library only) and takes in the targets file. It hard-links what it copies,
/// as our own projects do, from a package folder of its own, so that no fault can reach the machine's.
/// </summary>
public sealed class WeakenedBuild : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>Exe</OutputType>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <OutputPath>bin/</OutputPath>
            <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
            <AppendRuntimeIdentifierToOutputPath>false</AppendRuntimeIdentifierToOutputPath>
            <CreateHardLinksForCopyLocalIfPossible Condition="'$(CreateHardLinksForCopyLocalIfPossible)' == ''">true</CreateHardLinksForCopyLocalIfPossible>
            <RunAnalyzers>false</RunAnalyzers>
            <NuGetAudit>false</NuGetAudit>
            <RestorePackagesPath>[FOLDER]/packages</RestorePackagesPath>
            <RestoreFallbackFolders>[CACHE]</RestoreFallbackFolders>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="TorchSharp" />
          </ItemGroup>
          <ItemGroup>
            <Compile Include="[ROOT]/src/Microsoft.ML.SeNet/Compute/NativeLibraries.cs" />
          </ItemGroup>
          <Import Project="[ROOT]/src/Microsoft.ML.SeNet/buildTransitive/SeNetMl.targets" />
        </Project>
        """;

    private const string Program = """
        try
        {
            Microsoft.ML.SeNet.Compute.NativeLibraries.Ensure();
        }
        catch (DllNotFoundException e)
        {
            Console.WriteLine(e.Message);
        }
        """;

    private const string NativePath = "runtimes/linux-x64/native/libLibTorchSharp.so";

    private readonly TemporaryDirectory _files = new();

    public WeakenedBuild()
    {
        if (!Directory.Exists(Path.Combine(TorchSharpPackage.Cache, "torchsharp", TorchSharpPackage.Version)))
            return; // Each test then skips itself.
        _files.Write("App/Program.cs", Program);
        // The repository's versions, which its own restore has put into the cache.
        _files.Write("App/Directory.Packages.props",
            $"""<Project><Import Project="{RepositoryRoot.Folder}/Directory.Packages.props" /></Project>""");
        _files.Write("App/App.csproj", Project
            .Replace("[FOLDER]", _files.Root, StringComparison.Ordinal)
            .Replace("[CACHE]", TorchSharpPackage.Cache, StringComparison.Ordinal)
            .Replace("[ROOT]", RepositoryRoot.Folder, StringComparison.Ordinal));
        foreach (string file in Directory.GetFiles(TorchSharpPackage.Folder, "*", SearchOption.AllDirectories))
        {
            string copy = _files[$"packages/torchsharp/{TorchSharpPackage.Version}/{Path.GetRelativePath(TorchSharpPackage.Folder, file)}"];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        Original = Hash(Packaged);
        byte[] weak = File.ReadAllBytes(Packaged);
        weak[Build.ElfVersionNeeds.FindFlags(weak, "libstdc++.so.6", "GLIBCXX_3.4.32")!.Value] = 2;
        Weak = Convert.ToHexString(SHA256.HashData(weak));
    }

    /// <summary>The hash of the library as it is in the package, and with its one weak requirement.</summary>
    internal string Original { get; } = "";

    internal string Weak { get; } = "";

    /// <summary>The library in the package, under obj/ and in the output folder.</summary>
    internal string Packaged => _files[$"packages/torchsharp/{TorchSharpPackage.Version}/{NativePath}"];

    internal string Copy => this["obj/Debug/SeNetMl/libLibTorchSharp.so"];

    internal string Output => this["bin/" + NativePath];

    /// <summary>The full path of a file of the project.</summary>
    internal string this[string relative] => _files["App/" + relative];

    public void Dispose() => _files.Dispose();

    /// <summary>Runs a command of dotnet; the package has to be as it was afterwards.</summary>
    internal (int Code, string Output) Dotnet(string command, params string[] arguments)
    {
        _ = TorchSharpPackage.Folder;
        (int, string) result = Shell.Dotnet(this[""], [command, "-nologo", "-v:m", .. arguments]);
        Assert.Equal(Original, Hash(Packaged));
        return result;
    }

    /// <summary>Runs a command of dotnet that has to succeed.</summary>
    internal void Succeed(string command, params string[] arguments)
    {
        (int code, string output) = Dotnet(command, arguments);
        Assert.True(code == 0, output);
    }

    /// <summary>The hash of a file.</summary>
    internal static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
