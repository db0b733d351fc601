using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Safetensors;
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
    public void Save_ItsMetadata_TellNetworkRatioAndFlavor()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));

        NetworkWeights.Save(saved, file.Path);

        using var opened = SafetensorsFile.Open(file.Path);
        Assert.Equal(
            ["format=pt", "network=SE-ResNet-20", "reduction_ratio=8", "flavour=timm", "senet_version=1",
             """senet_network={"Variant":"CifarSeResNet20","Classes":10,"InputChannels":3,"SqueezeExcitation":{"ReductionRatio":8,"Placement":"Identity","Squeeze":"Average","Gate":"Tanh","Bias":true,"Rounding":"Floor","Stages":"All"},"Stride":"ThreeByThree","StemPooling":"Padded","Shortcut":"Projection","ReluBeforeExcitation":false,"ZeroInitLastBatchNorm":true}"""],
            opened.Metadata.Select(item => $"{item.Key}={item.Value}"));
    }

    [Fact]
    public void Open_AStream_BuildsTheNetworkThatIsExpected()
    {
        using var saved = new SeResNet(s_options, new Seeds(3));
        using var stream = Saved(saved);

        using var opened = NetworkWeights.Open(stream, "weights", s_options);

        AssertEqual(saved, opened);
    }

    [Fact]
    public void Open_AStreamOfAnotherNetwork_NamesEveryDifference()
    {
        using var saved = new SeResNet(s_options, new Seeds(3));
        using var stream = Saved(saved);

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(stream, "weights", s_options with { Classes = 11 }));

        Assert.Equal(
            "The weights in 'weights' belong to another network. Classes: expected 11, got 10. "
            + "Build the network with the file's options, or use SeNetWeights.FromFile.", exception.Message);
    }

    [Fact]
    public void Open_AStreamOfANetworkThatOnlyHasTheSameShapes_NamesEveryDifference()
    {
        using var saved = new SeResNet(s_options, new Seeds(3));
        using var stream = Saved(saved);
        var other = s_options
            with { SqueezeExcitation = s_options.SqueezeExcitation! with { Placement = SePlacement.Post, Gate = SeGate.Sigmoid } };

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(stream, "weights", other));

        Assert.Equal(
            "The weights in 'weights' belong to another network. Placement: expected Post, got Identity. "
            + "Gate: expected Sigmoid, got Tanh. Build the network with the file's options, or use SeNetWeights.FromFile.",
            exception.Message);
    }

    [Fact]
    public void Open_OptionsThatSayTheSameInOtherWords_TakesTheWeights()
    {
        using var saved = new SeResNet(s_options, new Seeds(3));
        using var stream = Saved(saved);
        var se = s_options.SqueezeExcitation! with { Stages = SeStages.Layer1 | SeStages.Layer2 | SeStages.Layer3 };
        var same = s_options with { Stride = StridePosition.OneByOne, SqueezeExcitation = se, ZeroInitLastBatchNorm = false };

        using var opened = NetworkWeights.Open(stream, "weights", same);

        AssertEqual(saved, opened);
    }

    [Fact]
    public void Open_AFewBytesThatClaimAGreatNetwork_TakesNoMemory()
    {
        using var file = new TemporaryFile();
        using var scope = NewDisposeScope();
        var description = """{"Variant":"SeResNet152","Classes":1,"SqueezeExcitation":{"ReductionRatio":1}}""";
        var metadata = new WeightsMetadata("SE-ResNet-152", 1, "timm")
            { Others = new Dictionary<string, string> { [NetworkWeights.OptionsKey] = description } };
        SafetensorsWriter.Write(file.Path, [("conv1.weight", zeros(64, 3, 7, 7)), ("fc.weight", zeros(1, 2048))], metadata.ToDictionary());
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var before = process.WorkingSet64;

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        process.Refresh();
        Assert.InRange(process.WorkingSet64 - before, long.MinValue, 200L << 20); // the network itself would take 680 MB
        Assert.StartsWith($"The weights in '{file.Path}' do not fit the module: expected equal names and shapes, got ",
            exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(10, 0)]
    public void Open_EmptyEnds_AreRefused(long classes, long features)
    {
        using var file = new TemporaryFile();
        using var scope = NewDisposeScope();
        var metadata = new WeightsMetadata("SE-ResNet-20", 16, "timm")
            { Others = new Dictionary<string, string> { [NetworkWeights.OptionsKey] = """{"Variant":"CifarSeResNet20","Classes":10}""" } };
        SafetensorsWriter.Write(
            file.Path, [("conv1.weight", zeros(16, 3, 3, 3)), ("fc.weight", zeros(classes, features))], metadata.ToDictionary());

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.Equal(
            $"'{file.Path}' does not fit its own description: expected 'fc.weight' of shape [10, 64], got [{classes}, {features}].",
            exception.Message);
    }

    [Fact]
    public void Open_AFileWithoutADescription_SaysWhatIsMissing()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        ModuleFile.Write(saved, file.Path, new WeightsMetadata("SE-ResNet-20", 8, "timm"));

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.Equal(
            $"The metadata of '{file.Path}' do not describe a network: expected the key 'senet_network', got none. "
            + "Write the file with SeNetWeights.Save.", exception.Message);
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
        ModuleFile.Write(saved, file.Path, new WeightsMetadata("SE-ResNet-20", 8, "timm")
            { Others = new Dictionary<string, string> { [NetworkWeights.OptionsKey] = json } });

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.StartsWith(
            $"The metadata of '{file.Path}' do not describe a network that can be built: "
            + "expected the options of a network under 'senet_network', got ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ADescriptionOfMoreClassesThanTheFileHas_IsRefusedBeforeItIsBuilt()
    {
        using var file = new TemporaryFile();
        using var saved = new SeResNet(s_options, new Seeds(3));
        var description = """{"Variant":"CifarSeResNet20","Classes":2000000000}""";
        ModuleFile.Write(saved, file.Path, new WeightsMetadata("SE-ResNet-20", 8, "timm")
            { Others = new Dictionary<string, string> { [NetworkWeights.OptionsKey] = description } });

        var exception = Assert.Throws<InvalidDataException>(() => NetworkWeights.Open(file.Path));

        Assert.Equal($"'{file.Path}' does not fit its own description: expected 'fc.weight' of shape [2000000000, 64], got [10, 64].",
            exception.Message);
    }

    private static MemoryStream Saved(SeResNet network)
    {
        using var state = NetworkState.Of(network);
        var stream = new MemoryStream();
        NetworkWeights.Save(state, stream);
        stream.Position = 0;
        return stream;
    }

    private static void AssertEqual(nn.Module expected, nn.Module actual)
    {
        var state = actual.state_dict();
        Assert.All(expected.state_dict(), item => Assert.True(item.Value.Equals(state[item.Key]), item.Key));
    }
}
