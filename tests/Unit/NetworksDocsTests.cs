using System.Globalization;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>What docs/networks.md says of networks is what the code counts.</summary>
public sealed class NetworksDocsTests : TensorTest
{
    // Top-1 / top-5 error on ImageNet in percent (tables 2 and 3), top-1 error on CIFAR-10 (table 4): plain → with SE.
    private static readonly Dictionary<SeResNetVariant, string> s_paper = new()
    {
        [SeResNetVariant.CifarSeWideResNet16x8] = "4.27 → 3.88",
        [SeResNetVariant.CifarSeShakeShake26] = "2.56 → 2.12, with Cutout",
    };

    [Fact]
    public void Page_ItsTable_IsWhatTheCodeCounts()
    {
        var table = Table();

        Assert.True(RepositoryRoot.Read("docs/networks.md").Contains(table, StringComparison.Ordinal),
            $"docs/networks.md should have this table:\n{table}");
    }

    private static string Table() => string.Join('\n',
    [
        "| variant | network | side | least | parameters, plain | with SE | multiply-adds, plain | with SE "
            + "| paper: error (%), plain → SE |",
        "|---|---|---:|---:|---:|---:|---:|---:|---|",
        .. GraphRow.Table.Select(Line),
    ]);

    private static string Line(GraphRow row)
    {
        var (plain, squeezed) = (Count(row, null), Count(row, row.SqueezeExcitation));
        return string.Create(CultureInfo.InvariantCulture,
            $"| `{row.Variant}` | {squeezed.Name} | {row.ImageSize} | {row.LeastSide(NetworkOptions.Of(row.Variant))} "
            + $"| {plain.Parameters:N0} | {squeezed.Parameters:N0} | {plain.MultiplyAdds / 1e9:0.000} G "
            + $"| {squeezed.MultiplyAdds / 1e9:0.000} G | {s_paper.GetValueOrDefault(row.Variant, "–")} |");
    }

    private static NetworkSummary Count(GraphRow row, SqueezeExcitationOptions? squeezeExcitation)
    {
        var options = new NetworkOptions
        {
            Variant = row.Variant, Classes = row.IsForSmallPictures ? 10 : 1000, SqueezeExcitation = squeezeExcitation,
        };
        using var network = new SeResNet(options, META);
        return NetworkSummary.Of(network, row.ImageSize, row.ImageSize);
    }
}
