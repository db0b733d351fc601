using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification.Tests;

public sealed class NetworkNameTests
{
    [Theory]
    [InlineData("SeResNet18", SeResNetVariant.SeResNet18, false)]
    [InlineData("se-resnet-18", SeResNetVariant.SeResNet18, false)]
    [InlineData("resnet18", SeResNetVariant.SeResNet18, true)]
    [InlineData("ResNet-50", SeResNetVariant.SeResNet50, true)]
    [InlineData("SE-ResNeXt-50 (32×4d)", SeResNetVariant.SeResNeXt50, false)]
    [InlineData("seresnext101_32x4d", SeResNetVariant.SeResNeXt101, false)]
    [InlineData("senet154", SeResNetVariant.SeNet154, false)]
    [InlineData("SE-ResNet-20", SeResNetVariant.CifarSeResNet20, false)]
    [InlineData("cifarresnet20", SeResNetVariant.CifarSeResNet20, true)]
    public void Parse_AsPeopleWriteIt_IsUnderstood(string text, SeResNetVariant variant, bool isPlain) =>
        Assert.Equal(new NetworkName(variant, isPlain), NetworkName.Parse(text));

    [Fact]
    public void Parse_NoSuchNetwork_NamesTheNearest() => Assert.Equal(
        $"--network: expected one of {string.Join(", ", Enum.GetNames<SeResNetVariant>())}, or without Se for a plain one, got 'resnet19'. "
        + "Nearest: ResNet18.",
        Assert.Throws<ArgumentException>(() => NetworkName.Parse("resnet19")).Message);
}
