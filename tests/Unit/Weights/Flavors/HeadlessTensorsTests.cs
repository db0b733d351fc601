using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Flavors;

/// <summary>Files of weights without a fully connected layer, as many are that were made to be started from.</summary>
public sealed class HeadlessTensorsTests : TensorTest
{
    private static readonly NetworkOptions s_network =
        new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 7, ZeroInitLastBatchNorm = false };

    [Theory]
    [InlineData("", "")]
    [InlineData("module.", "")]
    [InlineData("", "layer0.")]
    public void FromFile_NoHead_IsToldAndTheRestIsRead(string prefix, string stem)
    {
        using var file = new TemporaryFile();
        using var network = new SeResNet(s_network, new Seeds(1));
        SafetensorsWriter.Write(file.Path, network.state_dict()
            .Where(item => !item.Key.StartsWith("fc.", StringComparison.Ordinal))
            .Select(item => (Name(item.Key), item.Value)), new Dictionary<string, string>());

        var sut = SeNetWeights.FromFile(file.Path);
        using var read = sut.ToNetwork();

        Assert.Equal((false, 1), (sut.HasHead, sut.Network.Classes));
        Assert.Equal(
            network.get_parameter("layer3.2.conv2.weight")!.data<float>().ToArray(),
            read.get_parameter("layer3.2.conv2.weight")!.data<float>().ToArray());
        Assert.Equal(new float[64], read.get_parameter("fc.weight")!.data<float>().ToArray());

        string Name(string ours) => prefix + (stem.Length == 0 ? ours
            : ours.StartsWith("conv1", StringComparison.Ordinal) || ours.StartsWith("bn1", StringComparison.Ordinal) ? stem + ours
            : ours.Replace(".se.", ".se_module.", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_FromWeightsWithoutAHead_MakesOneForItsOwnClasses()
    {
        using var file = new TemporaryFile();
        using var network = new SeResNet(s_network, new Seeds(1));
        SafetensorsWriter.Write(file.Path, network.state_dict()
            .Where(item => !item.Key.StartsWith("fc.", StringComparison.Ordinal)).Select(item => (item.Key, item.Value)),
            new Dictionary<string, string>());
        var ml = new MLContext(1);

        using var sut = Fits.Trainer(ml, Fits.Options(options =>
            (options.InitialWeights, options.Backbone) = (SeNetWeights.FromFile(file.Path), BackboneTraining.Frozen)))
            .Fit(SeNetMl.InterruptedTraining.SmallTraining.Data(ml, 8));

        Assert.Equal(2, sut.Network.Classes);
        Assert.Contains(sut.Trained.Tensors["fc.weight"].data<float>().ToArray(), weight => weight != 0);
    }
}
