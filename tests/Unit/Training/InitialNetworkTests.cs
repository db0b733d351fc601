using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Network;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.SeNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class InitialNetworkTests : TensorTest
{
    private static readonly string[] s_given = ["cat", "dog", "fox"];
    private static readonly NetworkOptions s_options = new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = s_given.Length };

    [Fact]
    public void CopyTo_SameLabelsInAnotherOrder_MovesTheHeadsRows()
    {
        using var given = new SeResNet(s_options, new Seeds(1));
        Pattern.Fill(given);
        using var sut = Initial(given, "fox", "cat", "dog");
        using var network = new SeResNet(s_options, new Seeds(2));

        sut.CopyTo(network);

        Assert.Equal([2, 0, 1], sut.Point.HeadRows);
        Assert.Equal(Rows(given, 2, 0, 1), Rows(network, 0, 1, 2));
        AssertSameBackbone(given, network);
    }

    [Fact]
    public void CopyTo_OtherLabels_LeavesTheFreshHead()
    {
        using var given = new SeResNet(s_options, new Seeds(1));
        Pattern.Fill(given);
        using var sut = Initial(given, "cat", "dog");
        using var network = new SeResNet(s_options with { Classes = 2 }, new Seeds(2));
        using var fresh = new SeResNet(s_options with { Classes = 2 }, new Seeds(2));

        sut.CopyTo(network);

        Assert.Null(sut.Point.HeadRows);
        Assert.Equal(Rows(fresh, 0, 1), Rows(network, 0, 1));
        AssertSameBackbone(given, network);
    }

    [Theory]
    [InlineData("a b c", "a b c", "0 1 2")]
    [InlineData("a b c", "c b a", "2 1 0")]
    [InlineData("a b c", "a b d", null)]
    [InlineData("a b c", "a b", null)]
    [InlineData("a b c", "a b B", null)]
    [InlineData("a b b", "a b b", null)]
    [InlineData("a b c", "a a b", null)]
    [InlineData(null, "a b", null)]
    public void HeadRows_OfLabels_AreThoseOfTheSameSet(string? given, string labels, string? expected) =>
        Assert.Equal(expected, InitialNetwork.HeadRows(given?.Split(' '), labels.Split(' ')) is { } rows ? string.Join(' ', rows) : null);

    [Fact]
    public void Point_AnyBitElse_HasAnotherFingerprint()
    {
        using var given = new SeResNet(s_options, new Seeds(1));
        using var first = Initial(given, s_given);
        using var same = Initial(given, s_given);
        using (no_grad())
        using (NewDisposeScope())
            given.get_buffer("bn1.running_mean")![0].add_(1e-3f);
        using var other = Initial(given, s_given);

        Assert.Matches("^[0-9a-f]{64}$", first.Point.Sha256);
        Assert.Equal(first.Point.Sha256, same.Point.Sha256);
        Assert.NotEqual(first.Point.Sha256, other.Point.Sha256);
    }

    private static InitialNetwork Initial(SeResNet given, params string[] labels) =>
        new(new SeNetWeights("these", given.Options, new WeightsSurroundings { Labels = s_given }, given.Copy), labels);

    private static float[][] Rows(SeResNet network, params long[] rows)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (network.get_parameter("fc.weight")!.detach(), network.get_parameter("fc.bias")!.detach());
        return [.. rows.Select(row => cat([weight[row], bias[row].view(1)]).data<float>().ToArray())];
    }

    private static void AssertSameBackbone(SeResNet expected, SeResNet got)
    {
        using var scope = NewDisposeScope();
        var state = got.state_dict();
        Assert.All(expected.state_dict().Where(item => !item.Key.StartsWith("fc.", StringComparison.Ordinal)),
            item => Assert.True(item.Value.bytes.SequenceEqual(state[item.Key].bytes), item.Key));
    }
}
