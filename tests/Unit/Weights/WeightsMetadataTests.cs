using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Tests.Weights;

public sealed class WeightsMetadataTests
{
    [Fact]
    public void ToDictionary_Default_HasExactlyOurKeys()
    {
        var sut = new WeightsMetadata("se-resnet-50", 16, "timm");

        Assert.Equal(
            [new("format", "pt"), new("network", "se-resnet-50"), new("reduction_ratio", "16"),
                new("flavour", "timm"), new("senet_version", "1")],
            sut.ToDictionary());
    }

    [Fact]
    public void Parse_WhatToDictionaryGave_IsEqual()
    {
        var sut = new WeightsMetadata("se-resnet-50", 0, "timm")
            { Others = new Dictionary<string, string> { ["author"] = "me", ["z"] = "" } };

        var parsed = WeightsMetadata.Parse(sut.ToDictionary(), "f");

        Assert.Equal(sut, parsed);
        Assert.Equal(sut.GetHashCode(), parsed.GetHashCode());
        Assert.Equal(["author", "z"], parsed.Others.Keys);
        Assert.NotEqual(sut, parsed with { Others = new Dictionary<string, string> { ["author"] = "you", ["z"] = "" } });
    }

    [Fact]
    public void Parse_Nothing_ListsAllKeys() => AssertRefused(
        [],
        "network: expected some text, got no such key; reduction_ratio: expected a whole number from 0 to 2147483647, got no such key; "
        + "flavour: expected some text, got no such key; format: expected some text, got no such key; senet_version: "
        + "expected a whole number from 1 to 1, got no such key");

    [Fact]
    public void Parse_WrongValues_ListsAllOfThem() => AssertRefused(
        new() { ["network"] = "", ["reduction_ratio"] = "-16", ["flavour"] = "timm", ["format"] = "tf", ["senet_version"] = "2" },
        "network: expected some text, got ''; reduction_ratio: expected a whole number from 0 to 2147483647, got '-16'; "
        + "format: expected 'pt', got 'tf'; senet_version: expected a whole number from 1 to 1, got '2'");

    [Theory]
    [InlineData(" 16")]
    [InlineData("16.0")]
    [InlineData("+16")]
    [InlineData("1,6")]
    [InlineData("99999999999")]
    public void Parse_LooseNumber_IsRefused(string ratio) => AssertRefused(
        new() { ["network"] = "n", ["reduction_ratio"] = ratio, ["flavour"] = "timm", ["format"] = "pt", ["senet_version"] = "1" },
        $"reduction_ratio: expected a whole number from 0 to 2147483647, got '{ratio}'");

    [Fact]
    public void ToDictionary_OthersWithOurKey_IsRefused()
    {
        var sut = new WeightsMetadata("n", 16, "timm") { Others = new Dictionary<string, string> { ["network"] = "x" } };

        Assert.Equal(
            "Cannot write the metadata: expected other keys than network, reduction_ratio, flavour, format, senet_version in Others, "
            + "got 'network'. Rename it.",
            Assert.Throws<ArgumentException>(() => sut.ToDictionary()).Message);
    }

    private static void AssertRefused(Dictionary<string, string> metadata, string faults) => Assert.Equal(
        $"The metadata of 'f' are not those of SE-ResNet weights: {faults}. "
        + "Write the file with SeNetWeights.Save, or update this library if the file is newer.",
        Assert.Throws<InvalidDataException>(() => WeightsMetadata.Parse(metadata, "f")).Message);
}
