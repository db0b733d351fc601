namespace SeNetMl.Package.Tests;

/// <summary>What the README of the package says is true of the repository.</summary>
public class PackageReadmeTests
{
    private static readonly string Repository = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "README.md"));

    [Fact]
    public void Commands_First_AddThePackageThenLibtorchOfTorchSharpsVersion()
    {
        string[] commands = ["dotnet add package SeNetMl", $"dotnet add package TorchSharp-cpu --version {PackageVersions.Of("TorchSharp")}"];

        Assert.Equal(commands, PackageReadme.Commands);
        Assert.Contains($"```sh\n{string.Join('\n', commands)}\n```", Repository, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_ForCuda_HaveTorchSharpsVersion()
    {
        string command = $"`dotnet add package TorchSharp-cuda-linux --version {PackageVersions.Of("TorchSharp")}`";

        Assert.Contains(command, PackageReadme.Text, StringComparison.Ordinal);
        Assert.Contains(command, Repository, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_QuickStart_IsTheCompiledOne() => Assert.Equal([Region("quickstart"), Region("quickstart rows")], PackageReadme.Program[1..]);

    [Fact]
    public void Text_Links_LeadOutOfTheRepository() =>
        Assert.DoesNotMatch(@"\]\((?!https://)", PackageReadme.Text); // nuget.org shows it, and has no other file of ours

    private static string Region(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "samples/ImageClassification/QuickStart.cs"));
        int start = Array.FindIndex(lines, line => line.Trim() == $"#region {name}");
        int indent = lines[start].IndexOf('#', StringComparison.Ordinal);
        string[] region = lines[(start + 1)..Array.FindIndex(lines, start, line => line.Trim() == "#endregion")];
        return string.Join('\n', region.Select(line => line == "" ? "" : line[indent..]));
    }
}
