namespace SeNetMl.Package.Tests;

/// <summary>What the README of the package says is true of the repository.</summary>
public class PackageReadmeTests
{
    private static readonly string Readme = RepositoryRoot.Read("README.md");

    [Fact]
    public void Commands_First_AddThePackageThenLibtorchOfTorchSharpsVersion()
    {
        string[] commands =
        [
            "dotnet add package SeNetMl", $"dotnet add package TorchSharp-cpu --version {PackageVersions.Of("TorchSharp")}",
            "dotnet add package Microsoft.ML.DnnImageFeaturizer.ResNet18 --version "
            + $"{PackageVersions.Of("Microsoft.ML.DnnImageFeaturizer.ResNet18")}",
        ];

        Assert.Equal(commands, PackageReadme.Commands);
        Assert.Contains($"```sh\n{string.Join('\n', commands)}\n```", Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_ForCuda_HaveTorchSharpsVersion()
    {
        string command = $"`dotnet add package TorchSharp-cuda-linux --version {PackageVersions.Of("TorchSharp")}`";

        Assert.Contains(command, PackageReadme.Text, StringComparison.Ordinal);
        Assert.Contains(command, Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_QuickStart_IsTheCompiledOne() => Assert.Equal([CodeInPages.QuickStart], PackageReadme.Program);

    [Fact]
    public void Text_Links_LeadOutOfTheRepository() =>
        Assert.DoesNotMatch(@"\]\((?!https://)", PackageReadme.Text); // nuget.org shows it, and has no other file of ours
}
