using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Weights.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Exported models, read from their bytes and computed with libtorch's operators: no tool is needed.</summary>
public sealed class OnnxModelTests : TensorTest
{
    private const int Side = 16;

    public static TheoryData<string> Small => [.. OnnxNetworks.Small.Keys];

    public static TheoryData<string> Large => [.. OnnxNetworks.Large.Keys];

    [Theory]
    [MemberData(nameof(Small))]
    public void SaveAsOnnx_EachOption_ComputesTheSame(string name) =>
        Assert.True(AssertSame(OnnxNetworks.Options(name), Side) > 1e-1, "The pictures get the same scores.");

    [Theory]
    [InlineData("18_legacy", 33)]
    [InlineData("x50", 32)]
    public void SaveAsOnnx_StemsGroupsAndOddSizes_ComputesTheSame(string name, int side) => AssertSame(OnnxNetworks.Options(name), side);

    [Theory]
    [MemberData(nameof(Large))]
    [Trait("Category", "Slow")]
    public void SaveAsOnnx_EachLargeFamily_ComputesTheSame(string name)
    {
        foreach (var side in (int[])[64, 75])
            AssertSame(OnnxNetworks.Options(name), side);
    }

    [Fact]
    public void SaveAsOnnx_AnyOptions_ComputesTheSame() =>
        Prop.ForAll(RandomNetworks.Arbitrary, options => AssertSame(options, Side) >= 0)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(2, 3));

    [Theory]
    [InlineData(13, 7)]
    [InlineData(17, 8)]
    public void SaveAsOnnx_Opsets_TellTheirVersions(int opset, int irVersion)
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));

        var sut = new OnnxFile(OnnxNetworks.Export(network, Side, new OnnxExportOptions { Opset = opset }));

        Assert.Equal([opset], sut.Opsets);
        Assert.Equal((irVersion, "Microsoft.ML.SeNet", "SE-ResNet-20"), (sut.IrVersion, sut.Producer, sut.Name));
    }

    [Fact]
    public void SaveAsOnnx_Block_IsConvolutionsWithoutBatchNormalization()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));

        var sut = new OnnxFile(OnnxNetworks.Export(network, Side));

        Assert.Equal(["Pixels float(N, 3, 16, 16)"], sut.Inputs);
        Assert.Equal(["Score float(N, 7)"], sut.Outputs);
        Assert.Equal(
            [
                "layer2.0.conv1.Conv: Conv(group 1; kernel_shape 3, 3; pads 1, 1, 1, 1; strides 2, 2)", "layer2.0.conv1.Relu: Relu()",
                "layer2.0.conv2.Conv: Conv(group 1; kernel_shape 3, 3; pads 1, 1, 1, 1; strides 1, 1)",
                "layer2.0.se.GlobalAveragePool: GlobalAveragePool()",
                "layer2.0.se.fc1.Conv: Conv(group 1; kernel_shape 1, 1; pads 0, 0, 0, 0; strides 1, 1)", "layer2.0.se.fc1.Relu: Relu()",
                "layer2.0.se.fc2.Conv: Conv(group 1; kernel_shape 1, 1; pads 0, 0, 0, 0; strides 1, 1)",
                "layer2.0.se.Sigmoid: Sigmoid()", "layer2.0.se.Mul: Mul()",
                "layer2.0.downsample.0.Conv: Conv(group 1; kernel_shape 1, 1; pads 0, 0, 0, 0; strides 2, 2)",
                "layer2.0.Add: Add()", "layer2.0.Relu: Relu()",
            ],
            sut.Nodes.Where(node => node.Name.StartsWith("layer2.0.", StringComparison.Ordinal)).Select(node => $"{node.Name}: {node}"));
        Assert.Equal(["layer2.0.conv1.Relu", "layer2.0.conv2.weight", "layer2.0.conv2.bias"],
            sut.Nodes.Single(node => node.Name == "layer2.0.conv2.Conv").Inputs);
        Assert.Equal([32, 16, 3, 3], sut.Constants["layer2.0.conv1.weight"].Shape);
        Assert.Equal(
            sut.Constants.Values.Where(constant => constant.IsFloat).Sum(constant => constant.Shape.Aggregate(1L, (a, b) => a * b) * 4),
            sut.Constants.Values.Sum(constant => (long)constant.Data.Length));
    }

    [Fact]
    public void SaveAsOnnx_Metadata_TellWhatIsKnown()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20") with { Classes = 2 });

        var sut = new OnnxFile(OnnxNetworks.Export(network, Side)).Metadata;

        Assert.Equal(
            ["network: SE-ResNet-20", "reduction_ratio: 16", "flavour: timm", "senet_version: 1", "num_classes: 2",
                "mean: [0.5,0.4,0.3]", "std: [0.2,0.25,0.3]",
                "input_size: [3,16,16]", "crop_pct: 0.875", "interpolation: bilinear", "label_names: [\"Straße 0\",\"Straße 1\"]"],
            sut.Where(entry => entry.Key is not ("senet_network" or "senet_surroundings")).Select(entry => $"{entry.Key}: {entry.Value}"));
        Assert.StartsWith("{\"Variant\":\"CifarSeResNet20\",", sut["senet_network"], StringComparison.Ordinal);
    }

    [Fact]
    public void SaveAsOnnx_NamesAndLogits_AreAsAskedFor()
    {
        using var scope = NewDisposeScope();
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        var pixels = OnnxNetworks.Noise(2, Side);

        var sut = new OnnxFile(OnnxNetworks.Export(
            network, side: null, new OnnxExportOptions { InputName = "image", OutputName = "logits", Softmax = false }));

        Assert.Equal(["image float(N, 3, H, W)"], sut.Inputs);
        Assert.Equal(["logits float(N, 7)"], sut.Outputs);
        Assert.DoesNotContain("Softmax", sut.Nodes.Select(node => node.Operation));
        Close.One("logits", OnnxNetworks.Logits(network, pixels), OnnxInterpreter.Run(sut, OnnxNetworks.Planes(pixels)), 1e-4);
    }

    [Fact]
    public void SaveAsOnnx_AModel_GivesWhatTransformGives()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        var ml = new MLContext(seed: 1);
        using var sut = Sample.Model(ml);
        var pictures = RealPictures.Files.Select(picture => new Picture { Image = picture }).ToArray();

        sut.SaveAsOnnx(stream);

        var model = new OnnxFile(stream.ToArray());
        var pixels = tensor(
            RealPictures.Prepared(0, pictures.Length, sut.Evaluation), [pictures.Length, Sample.ImageSize, Sample.ImageSize, 3]);
        var expected = Sample.Scores(sut.Transform(ml.Data.LoadFromEnumerable(pictures)));
        Close.One("scores", tensor(expected.SelectMany(row => row).ToArray(), [pictures.Length, 4]),
            OnnxInterpreter.Run(model, OnnxNetworks.Planes(pixels)), 1e-4);
        Assert.Equal("[\"cat\",\"dog\",\"über\",\"fox\"]", model.Metadata["label_names"]);
    }

    [Fact]
    public void SaveAsOnnx_ToAFile_IsTheBytesOfTheStream()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        using var file = new TemporaryFile();

        OnnxNetworks.Weights(network, Side).SaveAsOnnx(file.Path);

        Assert.Equal(OnnxNetworks.Export(network, Side), File.ReadAllBytes(file.Path));
    }

    [Fact]
    public void SaveAsOnnx_BadOptions_AreAllNamed()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        using var stream = new MemoryStream();
        var sut = OnnxNetworks.Weights(network, Side);

        Assert.Equal(
            "OnnxExportOptions cannot be made from these values. Opset: expected 13 or 17, got 12. "
            + "InputName: expected a name without a dot, which the names of layers have, got 'fc.weight'. "
            + "OutputName: expected a name without a dot, other than the input's, got null. (Parameter 'options')",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => sut.SaveAsOnnx(stream, new() { Opset = 12, InputName = "fc.weight", OutputName = null! })).Message);
        Assert.Equal(
            "OnnxExportOptions cannot be made from these values. "
            + "OutputName: expected a name without a dot, other than the input's, got 'Pixels'. (Parameter 'options')",
            Assert.Throws<ArgumentOutOfRangeException>(() => sut.SaveAsOnnx("model.onnx", new() { OutputName = "Pixels" })).Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void SaveAsOnnx_OtherChannels_IsRefused()
    {
        using var network = new SeResNet(OnnxNetworks.Options("cifar_20") with { InputChannels = 4 }, new SeNet.Common.Seeds(1));
        using var stream = new MemoryStream();

        Assert.Equal(
            "Cannot write SE-ResNet-20 of the network as ONNX: expected a network of pictures with 3 channels, red, green and blue, "
            + "which the graph normalizes, got 4. Save the weights as safetensors.",
            Assert.Throws<NotSupportedException>(() => OnnxNetworks.Weights(network, Side).SaveAsOnnx(stream)).Message);
    }

    [Fact]
    public void Write_MoreThanProtobufAllows_IsRefusedBeforeTheFirstByte()
    {
        using var stream = new MemoryStream();
        var graph = new OnnxGraph();
        graph.Add(new OnnxTensor("large", 1, [int.MaxValue], 4L * int.MaxValue, _ => throw new InvalidOperationException("was written")));

        Assert.Equal(
            "Cannot write this as ONNX: expected at most 2,147,483,647 bytes, as protobuf allows, got 8,589,934,654. "
            + "Save the weights as safetensors, or train a smaller network.",
            Assert.Throws<NotSupportedException>(() => OnnxModel.Write("this", graph, 17, [], stream)).Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void SaveAsOnnx_WhereNothingCanBeWritten_SaysSo()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        var folder = Path.Combine(Path.GetTempPath(), "no such folder");

        Assert.Equal(
            $"Cannot write '{folder}/model.onnx': expected an existing directory, got '{folder}', which does not exist. Create it first.",
            Assert.Throws<DirectoryNotFoundException>(
                () => OnnxNetworks.Weights(network, Side).SaveAsOnnx($"{folder}/model.onnx")).Message);
    }

    /// <summary>Compares probabilities and, since they hide much, logits.</summary>
    /// <returns>How far apart our logits of two pictures are.</returns>
    private static double AssertSame(NetworkOptions options, int side)
    {
        using var scope = NewDisposeScope();
        using var network = OnnxNetworks.Network(options);
        var pixels = OnnxNetworks.Noise(3, side);
        var expected = OnnxNetworks.Logits(network, pixels);

        Close.One("probabilities", expected.softmax(1), Run(new()), 1e-4);
        Close.One("logits", expected, Run(new() { Softmax = false }), 1e-4);
        return (expected[0] - expected[1]).abs().max().ToDouble();

        Tensor Run(OnnxExportOptions export) =>
            OnnxInterpreter.Run(new OnnxFile(OnnxNetworks.Export(network, side, export)), OnnxNetworks.Planes(pixels));
    }
}
