using Microsoft.ML.SeNet.Tests.Scoring;
using Microsoft.ML.SeNet.Tests.Weights.Onnx;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>What docs/weights.md shows is what is compiled, and what can be run here is run.</summary>
public sealed class WeightsDocsTests : TensorTest
{
    [Theory]
    [InlineData("import")]
    [InlineData("export")]
    public void Weights_ItsCode_IsTheCompiledRegion(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(OnnxTool.Root, "tests", "Microsoft.ML.SeNet.Tests", "Weights", "WeightsDocsTests.cs"));
        var start = Array.FindIndex(lines, line => line.Trim() == $"#region {name}");
        var indent = lines[start].IndexOf('#', StringComparison.Ordinal);
        var region = lines[(start + 1)..Array.FindIndex(lines, start, line => line.Trim() == "#endregion")];
        var code = string.Join('\n', region.Select(line => line == "" ? "" : line[indent..]));

        Assert.Contains($"```csharp\n{code}\n```", File.ReadAllText(Path.Combine(OnnxTool.Root, "docs", "weights.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Export_OfAModel_WritesItsFiles()
    {
        var folder = Directory.CreateTempSubdirectory();
        using (var model = Sample.Model(new MLContext(seed: 1)))
            Export(model, name => Path.Combine(folder.FullName, name));

        Assert.Equal(["model.dat", "model.onnx", "model.safetensors", "old.onnx"], folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        folder.Delete(recursive: true);
    }

    private static void Export(SeResNetTransformer model, Func<string, string> path)
    {
        #region export
        model.SaveAsOnnx(path("model.onnx"));                                                 // opset 17, probabilities
        model.SaveAsOnnx(path("old.onnx"), new OnnxExportOptions { Opset = 13, Softmax = false });
        model.Weights.Save(path("model.safetensors"));                                        // timm's names, for Python and for FromFile
        model.Weights.SaveAsTorchSharp(path("model.dat"));                                    // for Module.load
        #endregion
    }

    /// <summary>Compiled, and run by nobody: the file is another library's. Those that the tests write are read in <see cref="SeNetWeightsImportTests"/>.</summary>
    internal static void Import(SeResNetTrainer.Options options)
    {
        #region import
        var weights = SeNetWeights.FromFile("se_resnet50-ce0d4300.pth"); // looks at names and shapes, reads no numbers yet
        Console.WriteLine(weights);                                      // SE-ResNet-50, r = 16, 1000 classes, in PyTorch's legacy format with the names and conventions of Caffe
        options.InitialWeights = weights;                                // a training starts from them; another number of classes gets a new head
        weights.Save("seresnet50.safetensors");                          // the same under timm's names, with all that must be known of it
        #endregion
    }
}
