using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights;

public sealed class ImageNetWeightsTests : TensorTest
{
    private static string PackageFile => Path.Combine(AppContext.BaseDirectory, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");

    [Fact]
    public void ImageNet_WherePackageIsReferenced_IsAPlainResNet18WithoutAHead()
    {
        var sut = SeNetWeights.ImageNet();

        Assert.Equal(
            new NetworkOptions { Variant = SeResNetVariant.SeResNet18, Classes = 1, SqueezeExcitation = null }.Canonical,
            sut.Network.Canonical);
        Assert.Equal((false, new EvaluationTransform(224, 0.875)), (sut.HasHead, sut.Evaluation));
        Assert.Equal("ResNet-18 from ImageNet, without a head, of the package Microsoft.ML.DnnImageFeaturizer.ResNet18", sut.ToString());
        var file = SeNetWeights.FromFile(PackageFile);
        Assert.Equal((sut.Network, sut.Normalization, false), (file.Network, file.Normalization, file.HasHead));
    }

    /// <summary>ONNX Runtime on the package's file, asked for what goes into the block that is left out.</summary>
    [Fact]
    public void ToNetwork_ANoisyPicture_HasTheFeaturesOfOnnxRuntime()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        var weights = SeNetWeights.ImageNet();
        var pixels = randint(0, 256, [1, 3, 224, 224], generator: new Generator(4)).to(ScalarType.Float32); // red, green, blue
        var smooth = nn.functional.avg_pool2d(pixels, 15, 1, 7); // as in a picture, neighbors are alike
        var mean = tensor((float[])[123.152f, 115.903f, 103.063f], [1, 3, 1, 1]);

        using var network = weights.ToNetwork();
        var normalization = weights.Normalization;
        var input = ((smooth / 255) - tensor(normalization.Mean.ToArray(), [1, 3, 1, 1]))
            / tensor(normalization.StandardDeviation.ToArray(), [1, 3, 1, 1]);
        var got = network.Features(input);

        var expected = Run((smooth - mean).flip(1), "ReLU379_Output_0").mean([2, 3]);
        Assert.InRange(((got - expected).norm() / expected.norm()).item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void In_WithoutThePackage_SaysHowToAddIt()
    {
        var folder = Path.Combine(Path.GetTempPath(), "nothing-here");

        var e = Assert.Throws<FileNotFoundException>(() => ImageNetWeights.In(folder));

        Assert.Equal(
            "The weights from ImageNet are not there: "
            + $"expected '{Path.Combine(folder, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx")}' "
            + "beside the program, got no such file. Add the package that brings it: dotnet add package "
            + "Microsoft.ML.DnnImageFeaturizer.ResNet18 --version 0.23.1", e.Message);
    }

    [Fact]
    public void In_AnotherFile_IsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("imagenet-");
        try
        {
            var path = Path.Combine(folder.FullName, "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, [1, 2, 3]);

            var e = Assert.Throws<InvalidDataException>(() => ImageNetWeights.In(folder.FullName));

            Assert.Equal(
                $"'{path}' is not the file of the package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1: expected the SHA-256 "
                + "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f, got "
                + "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81. "
                + "Clean the program's output and build it again with that package.", e.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Save_WithoutAHead_ComesBackWithout()
    {
        using var file = new TemporaryFile();
        SeNetWeights.ImageNet().Save(file.Path);

        var sut = SeNetWeights.FromFile(file.Path);

        Assert.Equal((false, SeNetWeights.ImageNet().Normalization), (sut.HasHead, sut.Normalization));
    }

    [Fact]
    public void SaveAsOnnx_WithoutAHead_IsRefused() => Assert.Equal(
        "Cannot write ResNet-18 from ImageNet, without a head, of the package Microsoft.ML.DnnImageFeaturizer.ResNet18 as ONNX: expected "
        + "weights with a fully connected layer, whose scores the model would put out, got none. Train from them first, or save them as "
        + "safetensors.",
        Assert.Throws<NotSupportedException>(() => SeNetWeights.ImageNet().SaveAsOnnx(Stream.Null)).Message);

    private static Tensor Run(Tensor input, string value)
    {
        var model = File.ReadAllBytes(PackageFile);
        // Protobuf joins messages of one field: one more graph, of this output alone.
        var output = new OnnxMessage().Add(OnnxFields.Graph.Output, new OnnxMessage().Add(OnnxFields.Value.Name, value));
        using var session = new InferenceSession([.. model, .. new OnnxMessage().Add(OnnxFields.Model.Graph, output).ToArray()]);
        using var given = OrtValue.CreateTensorValueFromMemory(input.contiguous().data<float>().ToArray(), input.shape);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [given], [value]);
        var maps = results.Single();
        return tensor(maps.GetTensorDataAsSpan<float>().ToArray(), maps.GetTensorTypeAndShape().Shape);
    }
}
