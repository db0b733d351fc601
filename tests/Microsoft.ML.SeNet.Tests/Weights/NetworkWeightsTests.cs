using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights;

public sealed class NetworkWeightsTests : TensorTest
{
    private static readonly NetworkOptions s_options = new()
    {
        Variant = SeResNetVariant.CifarSeResNet20,
        Classes = 10,
        SqueezeExcitation = new() { ReductionRatio = 8, Placement = SePlacement.Identity, Gate = SeGate.Tanh },
    };

    [Fact]
    public void SaveThenOpen_ANetwork_GivesItBackBitForBit()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));

        NetworkWeights.Save(saved, file.Path);
        using var opened = NetworkWeights.Open(file.Path);

        Assert.Equal(s_options, opened.Options);
        Assert.False(opened.training);
        AssertEqual(saved, opened);
    }

    [Fact]
    public void Save_ItsMetadata_TellNetworkRatioAndFlavour()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));

        NetworkWeights.Save(saved, file.Path);

        using var opened = SafetensorsFile.Open(file.Path);
        Assert.Equal(
            ["format=pt", "network=SE-ResNet-20", "reduction_ratio=8", "flavour=timm", "senet_version=1",
             """senet_network={"Variant":"CifarSeResNet20","Classes":10,"InputChannels":3,"SqueezeExcitation":{"ReductionRatio":8,"Placement":"Identity","Squeeze":"Average","Gate":"Tanh","Bias":true,"Rounding":"Floor","Stages":"All"},"Stride":"ThreeByThree","ZeroInitLastBatchNorm":true}"""],
            opened.Metadata.Select(item => $"{item.Key}={item.Value}"));
    }

    [Fact]
    public void Load_ANetworkOfTheSameOptions_TakesTheWeights()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        using var sut = new SeResNet(s_options with { ZeroInitLastBatchNorm = false }, new Seeds(4));
        NetworkWeights.Save(saved, file.Path);

        NetworkWeights.Load(sut, file.Path);

        AssertEqual(saved, sut);
    }

    [Fact]
    public void Load_ANetworkThatOnlyHasTheSameShapes_NamesEveryDifference()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        using var sut = new SeResNet(s_options with { Stride = StridePosition.OneByOne, SqueezeExcitation = s_options.SqueezeExcitation! with { Placement = SePlacement.Post, Gate = SeGate.Sigmoid } }, new Seeds(3));
        NetworkWeights.Save(saved, file.Path);

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Load(sut, file.Path));

        Assert.Equal(
            $"The weights in '{file.Path}' belong to another network. Stride: expected OneByOne, got ThreeByThree. Placement: expected Post, got Identity. "
            + "Gate: expected Sigmoid, got Tanh. Build the network with the file's options, or use NetworkWeights.Open.",
            exception.Message);
    }

    [Fact]
    public void Open_AFileWithoutADescription_SaysWhatIsMissing()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        WeightsWriter.Save(saved, file.Path, new WeightsMetadata("SE-ResNet-20", 8, "timm"));

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.Equal($"The metadata of '{file.Path}' do not describe a network: expected the key 'senet_network', got none. Load the file into a network of yours with WeightsLoader.", exception.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"Variant":"SeResNet51"}""")]
    [InlineData("""{"Variant":"SeResNet50","Classes":-1}""")]
    public void Open_ABadDescription_IsRefused(string json)
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        WeightsWriter.Save(saved, file.Path, new WeightsMetadata("SE-ResNet-20", 8, "timm") { Others = new Dictionary<string, string> { [NetworkWeights.OptionsKey] = json } });

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.StartsWith($"The metadata of '{file.Path}' do not describe a network that can be built: expected the options of a network under 'senet_network', got ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ADescriptionOfMoreClassesThanTheFileHas_IsRefusedBeforeItIsBuilt()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        var description = """{"Variant":"CifarSeResNet20","Classes":2000000000}""";
        WeightsWriter.Save(saved, file.Path, new WeightsMetadata("SE-ResNet-20", 8, "timm") { Others = new Dictionary<string, string> { [NetworkWeights.OptionsKey] = description } });

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.Equal($"'{file.Path}' does not fit its own description: expected weights for 3 channels and 2000000000 classes, got 3 and 10.", exception.Message);
    }

    [Fact]
    public void Save_AnInferenceForm_SaysWhatToSaveInstead()
    {
        using var trained = new SeResNet(s_options, new Seeds(3));
        using var folded = trained.ToInferenceForm();

        var exception = Assert.Throws<ArgumentException>(() => NetworkWeights.Save(folded, "never written"));

        Assert.Equal("Expected the trained form of a network, got its inference form, which has no batch normalisation to save. Save the network that it was made from. (Parameter 'network')", exception.Message);
    }

    private static void AssertEqual(nn.Module expected, nn.Module actual)
    {
        var state = actual.state_dict();
        Assert.All(expected.state_dict(), item => Assert.True(item.Value.Equals(state[item.Key]), item.Key));
    }
}
