using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Tests.Weights.Onnx;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>Weights as other programs get them: safetensors and TorchSharp's own format. ONNX has tests of its own.</summary>
public sealed class SeNetWeightsExportTests : TensorTest, IDisposable
{
    private readonly TemporaryFile _file = new();

    void IDisposable.Dispose()
    {
        _file.Dispose();
        Dispose();
    }

    [Fact]
    public void Save_Metadata_TellOthersWhatIsKnown()
    {
        using var network = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.SeResNet18, Classes = 2,
            SqueezeExcitation = new() { Rounding = SeRounding.MultipleOf8 } }, new Seeds(1));

        OnnxNetworks.Weights(network, side: 64).Save(_file.Path);

        using var file = SafetensorsFile.Open(_file.Path);
        Assert.Equal(
            ["format: pt", "network: SE-ResNet-18", "reduction_ratio: 16", "flavour: timm", "senet_version: 1",
                "architecture: seresnet18", "num_classes: 2",
                "mean: [0.5,0.4,0.3]", "std: [0.2,0.25,0.3]", "input_size: [3,64,64]", "crop_pct: 0.875", "interpolation: bilinear",
                "label_names: [\"Straße 0\",\"Straße 1\"]"],
            file.Metadata.Where(entry => entry.Key is not ("senet_network" or "senet_surroundings"))
                .Select(entry => $"{entry.Key}: {entry.Value}"));
    }

    [Fact]
    public void Save_SeNet154_HasTimmsNamesAndComesBack()
    {
        using var network = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.SeNet154, Classes = 2 }, new Seeds(1));

        OnnxNetworks.Weights(network, side: null).Save(_file.Path);

        using (var file = SafetensorsFile.Open(_file.Path))
        {
            Assert.Equal("senet154", file.Metadata["architecture"]);
            Assert.Equal(
                ["bn1.bias", "bn1.num_batches_tracked", "bn1.running_mean", "bn1.running_var", "bn1.weight", "conv1.0.weight",
                    "conv1.1.bias", "conv1.1.num_batches_tracked", "conv1.1.running_mean",
                    "conv1.1.running_var", "conv1.1.weight", "conv1.3.weight", "conv1.4.bias", "conv1.4.num_batches_tracked",
                    "conv1.4.running_mean", "conv1.4.running_var", "conv1.4.weight", "conv1.6.weight"],
                file.Entries.Select(entry => entry.Name)
                    .Where(name => !name.StartsWith("layer", StringComparison.Ordinal) && !name.StartsWith("fc", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal));
        }
        using var again = SeNetWeights.FromFile(_file.Path).ToNetwork();
        Assert.Equal(Fits.Weights(network), Fits.Weights(again));
    }

    [Fact]
    public void SaveAsTorchSharp_ThenLoad_HasTheSameBits()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        using var sut = new SeResNet(network.Options, new Seeds(2));
        using var whole = new TemporaryFile();

        OnnxNetworks.Weights(network, side: 32).SaveAsTorchSharp(_file.Path);
        sut.load(_file.Path);
        network.save(whole.Path);

        Assert.Equal(Fits.Weights(network), Fits.Weights(sut));
        Assert.Equal(File.ReadAllBytes(whole.Path), File.ReadAllBytes(_file.Path));
    }

    [Fact]
    public void SaveAsTorchSharp_WhereNothingCanBeWritten_SaysSo()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        var folder = Path.GetTempPath().TrimEnd('/');

        Assert.Equal(
            $"Cannot write '{folder}': expected a file name, got a directory. Add a file name.",
            Assert.Throws<IOException>(() => OnnxNetworks.Weights(network, side: 32).SaveAsTorchSharp(folder)).Message);
    }
}
