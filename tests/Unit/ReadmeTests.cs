using System.Globalization;
using Microsoft.ML.SeNet.Network;
using SeNetMl.Docs;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>What the README shows is what the code does.</summary>
public sealed class ReadmeTests : TensorTest
{
    private static string Readme => RepositoryRoot.Read("README.md");

    [Fact]
    public void Readme_ItsCode_Runs()
    {
        using var outer = NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory();

        Assert.Equal([4, 10], ReadmeCode.Network(Path.Combine(folder.FullName, "se-resnet-20.safetensors")));

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("tests/Docs/ReadmeCode.cs", "readme")]
    public void Readme_ItsCode_IsTheCompiledRegion(string file, string name) => CodeInPages.AssertShows("README.md", file, name);

    [Fact]
    public void Readme_ItsQuickStart_IsTheCompiledOneAndAWholeProgram() =>
        Assert.Contains($"```csharp\n{CodeInPages.QuickStart}\n```", Readme, StringComparison.Ordinal);

    [Fact]
    public void Readme_ItsTableOfNetworks_IsWhatTheCodeCounts()
    {
        var table = Table();
        Assert.True(Readme.Contains(table, StringComparison.Ordinal), $"README.md should have this table:\n{table}");
    }

    private static string Table()
    {
        var lines = new List<string>
        {
            "| variant | network | parameters, plain | with SE | multiply-adds, plain | with SE |",
            "|---|---|---:|---:|---:|---:|",
        };
        foreach (var variant in ResidualRow.Table.Select(row => row.Variant))
        {
            var (plain, squeezed) = (Count(variant, null), Count(variant, new()));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"| `{variant}` | {squeezed.Name} | {plain.Parameters:N0} | {squeezed.Parameters:N0} | {plain.MultiplyAdds / 1e9:0.000} "
                + $"G | {squeezed.MultiplyAdds / 1e9:0.000} G |"));
        }
        return string.Join('\n', lines);
    }

    private static NetworkSummary Count(SeResNetVariant variant, SqueezeExcitationOptions? squeezeExcitation)
    {
        var small = variant >= SeResNetVariant.CifarSeResNet20;
        var options = new NetworkOptions { Variant = variant, Classes = small ? 10 : 1000, SqueezeExcitation = squeezeExcitation };
        using var network = new SeResNet(options, seed: 1);
        return small ? NetworkSummary.Of(network, 32, 32) : NetworkSummary.Of(network);
    }
}
