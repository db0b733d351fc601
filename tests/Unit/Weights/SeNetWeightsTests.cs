using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Tests.Network;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights;

public sealed class SeNetWeightsTests : TensorTest, IDisposable
{
    private static readonly NetworkOptions s_options = new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 4 };

    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFile _file = new();

    void IDisposable.Dispose()
    {
        _file.Dispose();
        Dispose();
    }

    [Fact]
    public void FromFile_WhatAModelSaved_TellsAllAndHasTheSameBits()
    {
        using var model = Sample.Model(_ml);
        model.Weights.Save(_file.Path);

        var sut = SeNetWeights.FromFile(_file.Path);

        Assert.Equal(model.Network, sut.Network);
        Assert.Equal(Normalization.ImageNet, sut.Normalization);
        Assert.Equal(new EvaluationTransform(Sample.ImageSize, 0.875), sut.Evaluation);
        Assert.Equal(Sample.Names, sut.Labels);
        using var network = sut.ToNetwork();
        Assert.False(network.training);
        Assert.Equal(Fits.Weights(model), Fits.Weights(network));
    }

    [Fact]
    public void FromFile_WhatNetworkWeightsWrote_TellsTheNetwork()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        NetworkWeights.Save(network, _file.Path);

        var sut = SeNetWeights.FromFile(_file.Path);

        Assert.Equal(s_options, sut.Network);
        Assert.Equal((Normalization.ImageNet, null, null), (sut.Normalization, sut.Evaluation, sut.Labels));
        using var opened = sut.ToNetwork();
        Assert.Equal(Fits.Weights(network), Fits.Weights(opened));
    }

    [Fact]
    public void FromNetwork_SavedAndRead_IsTheSameNetworkWithWhatWasSaidOfIt()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        var (normalization, evaluation) = (new Normalization([0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.1f]), new EvaluationTransform(48, 0.9));

        SeNetWeights.FromNetwork(network, normalization, evaluation, ["a", "b", "c", "d"]).Save(_file.Path);
        var read = SeNetWeights.FromFile(_file.Path);

        Assert.Equal((s_options, normalization, evaluation), (read.Network, read.Normalization, read.Evaluation));
        Assert.Equal(["a", "b", "c", "d"], read.Labels);
        using var again = read.ToNetwork();
        Assert.Equal(Fits.Weights(network), Fits.Weights(again));
    }

    [Fact]
    public void FromNetwork_NothingSaidOfIt_CopiesTheNetworkAsItIsWhenItIsNeeded()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        network.train();

        var sut = SeNetWeights.FromNetwork(network);
        using (no_grad())
            network.parameters().First().add_(1);
        using var copy = sut.ToNetwork();

        Assert.Equal((Normalization.ImageNet, null, null), (sut.Normalization, sut.Evaluation, sut.Labels));
        Assert.Equal($"{network.Options.Name} of the given network", sut.ToString());
        Assert.Equal(Fits.Weights(network), Fits.Weights(copy));
        Assert.Equal((true, false), (network.training, copy.training));
    }

    [Fact]
    public void FromNetwork_OtherLabelsThanClasses_AreRefused()
    {
        using var network = new SeResNet(s_options, new Seeds(1));

        Assert.Equal(
            "Expected 4 labels, one for each class of the network, got 3. Name them all, or none. (Parameter 'labels')",
            Assert.Throws<ArgumentException>(() => SeNetWeights.FromNetwork(network, labels: ["a", "b", "c"])).Message);
    }

    [Fact]
    public void FromFile_OtherNormalization_Travels()
    {
        var normalization = new Normalization([0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.1f]);
        using var network = new SeResNet(s_options, new Seeds(1));
        new SeNetWeights("these", s_options, new WeightsSurroundings { Normalization = normalization }, network.Copy).Save(_file.Path);

        Assert.Equal(normalization, SeNetWeights.FromFile(_file.Path).Normalization);
    }

    [Theory]
    [InlineData("{\"Labels\":[\"a\"]}", "1 labels for 4 classes")]
    [InlineData("{\"Normalisation\":null}", "no normalization")]
    [InlineData("null", "null")]
    public void FromFile_DamagedSurroundings_SaysSo(string json, string reason)
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        var metadata = NetworkWeights.Describe(s_options);
        ModuleFile.Write(network, _file.Path,
            metadata with { Others = new Dictionary<string, string>(metadata.Others) { [SeNetWeights.SurroundingsKey] = json } });

        var e = Assert.Throws<InvalidDataException>(() => SeNetWeights.FromFile(_file.Path));

        Assert.Equal(
            $"The metadata of '{_file.Path}' are damaged: expected normalization, picture size and labels under 'senet_surroundings', "
            + $"got '{json}'. {reason}", e.Message);
    }

    [Fact]
    public void FromFile_OtherTensorsThanItDescribes_IsRefusedAtOnce()
    {
        using var network = new SeResNet(s_options with { SqueezeExcitation = null }, new Seeds(1));
        ModuleFile.Write(network, _file.Path, NetworkWeights.Describe(s_options));

        Assert.StartsWith($"The weights in '{_file.Path}' do not fit the module: ",
            Assert.Throws<InvalidDataException>(() => SeNetWeights.FromFile(_file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToNetwork_FileWasReplacedByAnotherNetwork_SaysSo()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        using var other = new SeResNet(s_options with { Classes = 5 }, new Seeds(1));
        NetworkWeights.Save(network, _file.Path);
        var sut = SeNetWeights.FromFile(_file.Path);
        NetworkWeights.Save(other, _file.Path);

        Assert.StartsWith($"The weights in '{_file.Path}' belong to another network. Classes: expected 4, got 5.",
            Assert.Throws<InvalidDataException>(sut.ToNetwork).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_AForeignFile_IsRecognizedSavedAndReadAgain()
    {
        using var network = new SeResNet(s_options with { SqueezeExcitation = new() { Bias = false } }, new Seeds(1));
        SafetensorsWriter.Write(
            _file.Path, network.state_dict().Select(item => (Moskomule(item.Key), item.Value)), new Dictionary<string, string>());
        var sut = SeNetWeights.FromFile(_file.Path);
        using var own = new TemporaryFile();

        sut.Save(own.Path);
        var again = SeNetWeights.FromFile(own.Path);

        Assert.Equal("SE-ResNet-20, r = 16, 4 classes, in safetensors with the names and conventions of Moskomule", sut.ToString());
        Assert.Equal((SeNetFlavor?)SeNetFlavor.Moskomule, sut.Flavor);
        Assert.Equal((sut.Network, null), (again.Network, again.Flavor));
        Assert.Equal($"SE-ResNet-20 of the file '{own.Path}'", again.ToString());
        using var opened = again.ToNetwork();
        Assert.Equal(Fits.Weights(network), Fits.Weights(opened));
    }

    [Fact]
    public void FromFile_AFlavorForAFileThatDescribesItself_IsRefused()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        NetworkWeights.Save(network, _file.Path);

        var e = Assert.Throws<ArgumentException>(() => SeNetWeights.FromFile(_file.Path, SeNetFlavor.Caffe));

        Assert.Equal(
            $"Expected no flavor for '{_file.Path}', which describes its network itself, "
            + "got Caffe. Leave it out. (Parameter 'flavor')", e.Message);
    }

    [Fact]
    public void ToNetwork_ForeignFileWasReplacedByAnotherNetwork_SaysSo()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        using var other = new SeResNet(s_options with { Classes = 5 }, new Seeds(1));
        SafetensorsWriter.Write(_file.Path, network.state_dict().Select(item => (item.Key, item.Value)), new Dictionary<string, string>());
        var sut = SeNetWeights.FromFile(_file.Path);
        SafetensorsWriter.Write(_file.Path, other.state_dict().Select(item => (item.Key, item.Value)), new Dictionary<string, string>());

        var e = Assert.Throws<InvalidDataException>(sut.ToNetwork);

        Assert.Equal(
            $"The weights in '{_file.Path}' belong to another network than before: Classes: expected 4, got 5. "
            + "Look into the file again.", e.Message);
    }

    [Fact]
    public void Save_WeightsOfCaffesFlavor_KeepItInTheMetadata()
    {
        using var network = new SeResNet(
            s_options with { Variant = SeResNetVariant.SeResNet18, StemPooling = StemPooling.Ceiling, ReluBeforeExcitation = true },
            new Seeds(1));
        NetworkWeights.Save(network, _file.Path);

        using var file = SafetensorsFile.Open(_file.Path);

        Assert.Equal("caffe", file.Metadata["flavour"]);
        Assert.Equal(network.Options, SeNetWeights.FromFile(_file.Path).Network);
    }

    /// <summary>The names alone: the weights keep their four dimensions.</summary>
    private static string Moskomule(string name) => name.Replace(".se.fc1.", ".se.fc.0.").Replace(".se.fc2.", ".se.fc.2.");

    [Fact]
    public void Conversion_OfAModel_IsItsWeights()
    {
        using var model = Sample.Model(_ml);
        SeResNetTransformer? none = null;

        SeNetWeights sut = model;

        Assert.Equal((model.Network, "the given model"), (sut.Network, sut.Name));
        Assert.Equal(Sample.Names, sut.Labels);
        Assert.Null((SeNetWeights?)none);
    }

    [Fact]
    public void ToNetwork_ModelWasDisposed_Throws()
    {
        SeNetWeights sut;
        using (var model = Sample.Model(_ml))
            sut = model;

        Assert.Throws<ObjectDisposedException>(sut.ToNetwork);
    }
}
