namespace SeNetMl.Package.Tests;

/// <summary>A console application of somebody who has the package from a feed and nothing else of ours.</summary>
internal sealed class UserProject
{
    private readonly string _name;

    private UserProject(PackedLibrary package, string place, string name)
    {
        _name = name;
        Folder = package.Files[$"{place}/{name}"];
        Directory.CreateDirectory(Folder);
    }

    private string Folder { get; }

    /// <summary>One made by the commands that a README tells; the version of the package is told as well,
    /// since that of a test is no release.</summary>
    public static UserProject OfCommands(PackedLibrary package, string place, string name, IEnumerable<string> commands)
    {
        var project = new UserProject(package, place, name);
        project.Dotnet("new", "console", "--no-restore");
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            project.Dotnet(words[^1] == "SeNetMl" ? [.. words[1..], "--version", package.Version] : words[1..]);
        }
        return project;
    }

    /// <summary>One whose project file has what those commands write, and further packages with their versions.</summary>
    public static UserProject OfFile(PackedLibrary package, string place, string name, params string[] packages)
    {
        var project = new UserProject(package, place, name);
        string[] references = [Reference("SeNetMl", package.Version), .. packages.Select(id => Reference(id, PackageVersions.Of(id)))];
        project.Write(name + ".csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """);
        return project;
    }

    /// <summary>Writes a file of the project.</summary>
    public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

    /// <summary>Builds it, without a warning.</summary>
    /// <param name="platform">The platform, or null for a build for all.</param>
    /// <returns>The folder of what was built.</returns>
    public string Build(string? platform)
    {
        string output = Dotnet(["build", "-c", "Release", .. platform == null ? Array.Empty<string>() : ["-r", platform]]);
        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);
        return Path.Combine(Folder, "bin/Release/net10.0", platform ?? "");
    }

    /// <summary>Runs what was built.</summary>
    /// <returns>The lines that it printed.</returns>
    public string[] Run(string built, params string[] arguments)
    {
        // As on a machine without ICU, and so that percentages look the same everywhere.
        (int code, string output) = Shell.Run(
            "dotnet", [Path.Combine(built, _name + ".dll"), .. arguments], Folder, ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1"));
        Assert.True(code == 0, output);
        return output.ReplaceLineEndings("\n").Split('\n');
    }

    /// <summary>Runs dotnet in its folder, to a good end.</summary>
    /// <returns>What it printed.</returns>
    public string Dotnet(params string[] arguments)
    {
        (int code, string output) = Shell.Dotnet(Folder, arguments);
        Assert.True(code == 0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    private static string Reference(string id, string version) => $"""<PackageReference Include="{id}" Version="{version}" />""";
}
