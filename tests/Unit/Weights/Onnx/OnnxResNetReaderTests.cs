using Microsoft.ML.SeNet.Tests.Golden;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Weights that come back out of ONNX models: PyTorch's, and our own with and without what we say of them.</summary>
public sealed class OnnxResNetReaderTests : TensorTest, IDisposable
{
    private readonly TemporaryFile _file = new();

    void IDisposable.Dispose()
    {
        _file.Dispose();
        Dispose();
    }

    [Theory]
    [InlineData("folded", "SE-ResNet-20, r = 16, 5 classes, in ONNX with the names and conventions of Timm")]
    [InlineData("plain", "ResNet-20, 5 classes, in ONNX with the names and conventions of Torchvision")]
    public void FromFile_WhatPyTorchExports_HasItsLogits(string name, string description)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var golden = GoldenFile.Open("onnx", name);
        var expected = golden.Case<NetworkCase>();

        var sut = SeNetWeights.FromFile(GoldenFile.PathOf("onnx", $"{name}.onnx"));
        using var network = sut.ToNetwork();

        Assert.Equal((description, true), (sut.ToString(), sut.HasHead));
        Assert.Empty(NetworkDifferences.Between(expected.Options.Canonical, sut.Network.Canonical));
        Close.One("logits", golden["logits"], network.call(Pattern.Tensor(expected.Input, expected.InputShape)), 1e-4);
    }

    [Theory]
    [InlineData("cifar_20")]
    [InlineData("cifar_20_plain")]
    [InlineData("cifar_20_no_bias")]
    [InlineData("cifar_20_one_stage")]
    [InlineData("18")]
    [InlineData("18_legacy")]
    [InlineData("50_caffe")]
    [InlineData("50_plain")]
    [InlineData("x50")]
    public void FromFile_OurOwnExportAsIfItWereAnothers_IsTheSameFunction(string name)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = OnnxNetworks.Network(OnnxNetworks.Options(name));
        Write(WithoutMetadata(OnnxNetworks.Export(network, side: 32)));

        var sut = SeNetWeights.FromFile(_file.Path);
        using var read = sut.ToNetwork();

        Assert.Empty(NetworkDifferences.Between(Told(network.Options).Canonical, sut.Network.Canonical));
        Close.One("logits", Logits(network), Logits(read), 1e-4);
        Assert.All(OnnxNetworks.Normalization.Mean.Zip(sut.Normalization.Mean), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.All(OnnxNetworks.Normalization.StandardDeviation.Zip(sut.Normalization.StandardDeviation),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Theory]
    [InlineData("cifar_20")]
    [InlineData("cifar_20_pre")]
    [InlineData("cifar_20_identity")]
    [InlineData("cifar_20_parameter_free")]
    [InlineData("cifar_164_after_3x3")]
    public void FromFile_OurOwnExport_ComesBackWithAllThatBelongsToIt(string name)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = OnnxNetworks.Network(OnnxNetworks.Options(name));
        var weights = OnnxNetworks.Weights(network, side: 32);
        weights.SaveAsOnnx(_file.Path);

        var sut = SeNetWeights.FromFile(_file.Path);
        using var read = sut.ToNetwork();

        Assert.Equal(network.Options, sut.Network);
        Assert.Equal((weights.Normalization, weights.Evaluation), (sut.Normalization, sut.Evaluation));
        Assert.Equal(weights.Labels, sut.Labels);
        Close.One("logits", Logits(network), Logits(read), 1e-4);
    }

    [Theory]
    [InlineData("cifar_20_pre")]
    [InlineData("cifar_20_post")]
    [InlineData("cifar_20_identity")]
    [InlineData("cifar_20_max")]
    [InlineData("cifar_20_relu")]
    [InlineData("cifar_20_parameter_free")]
    public void FromFile_AGraphThatIsNoneOfThese_IsRefused(string name)
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options(name));
        Write(WithoutMetadata(OnnxNetworks.Export(network, side: 32)));

        var e = Assert.Throws<InvalidDataException>(() => SeNetWeights.FromFile(_file.Path));

        Assert.StartsWith(
            $"'{_file.Path}' is no residual network that can be read from ONNX: expected ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_GraphWithoutAHead_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        Write(CutBefore(WithoutMetadata(OnnxNetworks.Export(network, side: 32)), "Gemm"));

        var sut = SeNetWeights.FromFile(_file.Path);
        using var read = sut.ToNetwork();

        Assert.Equal((false, 1, "SE-ResNet-20, r = 16, without a head, in ONNX with the names and conventions of Timm"),
            (sut.HasHead, sut.Network.Classes, sut.ToString()));
        Close.One("features", network.Features(rand(2, 3, 32, 32, generator: new Generator(1))),
            read.Features(rand(2, 3, 32, 32, generator: new Generator(1))), 1e-4);
        Assert.Equal(0, read.get_parameter("fc.weight")!.abs().max().item<float>());
    }

    [Fact]
    public void FromFile_OddPads_AreNamed()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        var bytes = WithoutMetadata(OnnxNetworks.Export(network, side: 32));
        // The pads (1, 1, 1, 1) of the first convolution, as fields 8 of the attribute "pads".
        var at = bytes.AsSpan().IndexOf("pads"u8) + 4;
        bytes[at + 1] = 2;
        Write(bytes);

        var e = Assert.Throws<InvalidDataException>(() => SeNetWeights.FromFile(_file.Path));

        Assert.Equal(
            $"'{_file.Path}' is no residual network that can be read from ONNX: expected convolutions with square odd kernels, strides "
            + "of 1 or 2, and padding of half the kernel all around, got a kernel [16, 3, 3, 3] with strides (1, 1), pads (2, 1, 1, 1), "
            + "dilations (1, 1), auto_pad ''. Export a network of the README, from PyTorch with torch.onnx.export in evaluation mode, or "
            + "take its weights as safetensors.", e.Message);
    }

    /// <summary>What a graph tells of a network: of equal functions the one that would be built.</summary>
    private static NetworkOptions Told(NetworkOptions options) => options;

    private static Tensor Logits(SeResNet network) => network.call(rand(2, 3, 32, 32, generator: new Generator(1)));

    private void Write(byte[] bytes) => File.WriteAllBytes(_file.Path, bytes);

    /// <summary>The model of another program: nothing says what it is.</summary>
    private static byte[] WithoutMetadata(byte[] model) =>
        Rewritten(model, field => field.Number != OnnxFields.Model.Metadata, graph => graph);

    /// <summary>The graph up to a node, whose first input is its output then.</summary>
    private static byte[] CutBefore(byte[] model, string operation) => Rewritten(model, _ => true, graph =>
    {
        var fields = OnnxField.Of(graph).ToList();
        var nodes = fields.Where(field => field.Number == OnnxFields.Graph.Node).Select(field => OnnxReadNode.Parse(field.Bytes)).ToList();
        var last = nodes.FindIndex(node => node.Operation == operation);
        var (result, index) = (new OnnxMessage(), 0);
        foreach (var field in fields)
        {
            if (field.Number == OnnxFields.Graph.Output || (field.Number == OnnxFields.Graph.Node && index++ >= last))
                continue;
            Copy(field, result);
        }
        return result.Add(OnnxFields.Graph.Output, new OnnxMessage().Add(OnnxFields.Value.Name, nodes[last].Inputs[0])).ToArray();
    });

    private static byte[] Rewritten(byte[] model, Predicate<OnnxField> keeps, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change)
    {
        var result = new OnnxMessage();
        foreach (var field in OnnxField.Of(model).Where(field => keeps(field)))
            Copy(field.Number == OnnxFields.Model.Graph ? field with { Bytes = change(field.Bytes) } : field, result);
        return result.ToArray();
    }

    private static void Copy(OnnxField field, OnnxMessage into)
    {
        if (field.Bytes.IsEmpty)
            into.Add(field.Number, (long)field.Value);
        else
            into.Add(field.Number, OnnxMessage.Of(field.Bytes));
    }
}
